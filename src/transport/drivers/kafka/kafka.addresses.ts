import { randomInt } from 'node:crypto';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { ISocketFactoryArgs } from 'kafkajs';

const anyHost = 'KAFKA_BROKERS';
/** The one address that kafkajs gets; the sockets behind it lead to one of those that are set. */
export const anyAddress = `${anyHost}:0`;

const keepAliveMs = 60_000;
/** Of a long list each address still has this long, or half of the time where that is less. */
const leastMs = 1_000;

/**
 * The addresses of `KAFKA_BROKERS`. All clients begin at the same one, until it does not answer or ends a connection.
 * kafkajs itself turns its list only when it tries again, begins every client at the first, waits for an address that
 * takes the connection and says nothing, and cannot read IPv6.
 */
export class KafkaAddresses {
  private place: number;

  constructor(private readonly addresses: readonly string[]) {
    // Many processes should not all ask the first one.
    this.place = randomInt(addresses.length);
  }

  /**
   * Opens connections for kafkajs: to one of the addresses, and to brokers that the cluster named.
   *
   * @param timeoutMs the time in which one that answers is to be found.
   */
  opener(timeoutMs: number): (given: ISocketFactoryArgs) => Socket {
    const halfMs = Math.ceil(timeoutMs / 2);
    const shareMs = Math.min(halfMs, Math.max(leastMs, Math.floor(timeoutMs / this.addresses.length)));
    return (given) => (given.host === anyHost ? this.openAny(given, shareMs) : open(given, halfMs));
  }

  private openAny(given: ISocketFactoryArgs, timeoutMs: number): Socket {
    const { place } = this;
    // kafkajs asks at once what the server can do, so more is due than a connection.
    const socket = open({ ...given, ...parts(this.addresses[place] ?? '') }, timeoutMs, 'data');
    const passOver = () => {
      // Not where we ended it ourselves, nor where another client has done it.
      if (!socket.writableEnded && this.place === place) this.place = (place + 1) % this.addresses.length;
    };
    return socket.once('error', passOver).once('end', passOver);
  }
}

/** Opens a connection that fails, with an error that names its address, when the sign of life does not come in time. */
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
  // Of a name with several addresses Node's error has no text.
  socket.once('error', (error: NodeJS.ErrnoException) => (error.message ||= `${error.code} ${host}:${port}`));
  return socket.setKeepAlive(true, keepAliveMs);
}

/** An IPv6 address stands in brackets: its colons could not be told from that of the port. */
function parts(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  return { host, port: Number(address.slice(colon + 1)) };
}
