import { randomInt } from 'node:crypto';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactoryArgs } from 'kafkajs';

const anyHost = 'KAFKA_BROKERS';
/** The only address that kafkajs gets; the sockets behind it connect to one of the addresses that are set. */
export const anyAddress = `${anyHost}:0`;

const keepAliveMs = 60_000;
/** In milliseconds. In a long list each address still has this long, or half of the time where that is less. */
const leastMs = 1_000;

/**
 * The addresses of `KAFKA_BROKERS`. All clients begin with the same one and change when it does not answer or ends a
 * connection. kafkajs itself tries the next address only on a retry and begins every client at the first. It also
 * waits for an address that accepts the connection and never answers, and cannot read IPv6.
 */
export class KafkaAddresses {
  private place: number;

  constructor(private readonly addresses: readonly string[]) {
    // Many processes should not all begin with the first one.
    this.place = randomInt(addresses.length);
  }

  /**
   * Opens connections for kafkajs: to one of the addresses, and to brokers that the cluster named.
   *
   * @param timeoutMs the time to find an address that answers.
   */
  opener(timeoutMs: number): (given: ISocketFactoryArgs) => Socket {
    const halfMs = Math.ceil(timeoutMs / 2);
    const shareMs = Math.min(halfMs, Math.max(leastMs, Math.floor(timeoutMs / this.addresses.length)));
    return (given) => (given.host === anyHost ? this.openAny(given, shareMs) : open(given, halfMs));
  }

  private openAny(given: ISocketFactoryArgs, timeoutMs: number): Socket {
    const { place } = this;
    // kafkajs asks at once what the server supports, so the broker must answer, not only accept the connection.
    const socket = open({ ...given, ...parts(this.addresses[place] ?? '') }, timeoutMs, 'data');
    const passOver = () => {
      // Not after our own close, nor after another client has changed the address.
      if (!socket.writableEnded && this.place === place) this.place = (place + 1) % this.addresses.length;
    };
    return socket.once('error', passOver).once('end', passOver);
  }
}

/** Opens a connection. It fails, with an error that names its address, when no sign of life comes in time. */
function open(
  { host, port, ssl, onConnect }: ISocketFactoryArgs,
  timeoutMs: number,
  sign = ssl ? 'secureConnect' : 'connect',
): Socket {
  const name = isIP(host) ? {} : { servername: host };
  const socket = ssl
    ? connectTls({ host, port, ...name, ...ssl }, onConnect)
    : connectTcp({ host, port }, onConnect);
  const late = () => socket.destroy(new Error(`${host}:${port} did not answer within ${timeoutMs} ms`));
  const timer = setTimeout(late, timeoutMs);
  socket.once(sign, () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
  // Node's error has no text for a name with several addresses.
  socket.once('error', (error: NodeJS.ErrnoException) => (error.message ||= `${error.code} ${host}:${port}`));
  return socket.setKeepAlive(true, keepAliveMs);
}

/** An IPv6 address needs brackets: they separate its colons from that of the port. */
function parts(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  return { host, port: Number(address.slice(colon + 1)) };
}
