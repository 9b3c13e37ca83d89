import { Logger } from '@nestjs/common';
import { BlockList, isIPv6, type Server, type Socket } from 'node:net';
import { networkOf } from '../../foundation/answers/callers.js';
import { atMostEvery } from '../../foundation/concurrency/at-most-every.js';

/** Open connections of one server. */
export interface ConnectionLimits {
  readonly inAll: number;
  /** Of one address; of IPv6, of a /64. */
  readonly ofAddress: number;
}

const logEveryMs = 60_000;
const reclaimEveryMs = 1_000;

/**
 * Refuses connections over a limit, so that no client takes all file descriptors. Where the limit of all is reached,
 * connections without a request go first. Logs one line a minute.
 *
 * @param server of HTTP or HTTP/2.
 * @param proxies addresses and networks without a limit of their own.
 */
export function limitConnections(
  server: Server & { closeIdleConnections?(): void },
  { inAll, ofAddress }: ConnectionLimits,
  proxies: readonly string[] = [],
): void {
  const open = new Map<string, number>();
  const trusted = networksOf(proxies);
  const logger = new Logger('Connections');
  const say = atMostEvery(logEveryMs, (text: string) => logger.warn(text));
  const reclaim = atMostEvery<void>(reclaimEveryMs, () => server.closeIdleConnections?.());
  const count = (network: string, change: number) => {
    const now = (open.get(network) ?? 0) + change;
    if (now > 0) open.set(network, now);
    else open.delete(network);
    return now;
  };
  server.maxConnections = inAll;
  server.on('drop', ({ remoteAddress } = {}) => {
    reclaim();
    say(
      `${inAll} connections are open, no more are taken; the last that was refused is from ${remoteAddress}`,
    );
  });
  server.on('connection', (socket: Socket) => {
    const address = plain(socket.remoteAddress ?? '');
    const network = networkOf(address);
    if (count(network, 1) > ofAddress && !isIn(trusted, address)) {
      say(`${address} has ${ofAddress} connections open, no more of it are taken`);
      socket.destroy();
    }
    socket.once('close', () => count(network, -1));
  });
}

/** IPv4 without the prefix that a server of both families puts before it. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

const familyOf = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4');

function networksOf(texts: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of texts) {
    const [address = '', bits] = text.split('/');
    if (bits === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(bits), familyOf(address));
  }
  return list;
}

const isIn = (list: BlockList, address: string): boolean =>
  address !== '' && list.check(address, familyOf(address));
