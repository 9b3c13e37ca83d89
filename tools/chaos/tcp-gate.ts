import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that can be shut and opened again, as when a network fails: the server itself goes on. */
export class TcpGate {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  private port = 0;

  /** A connection whose client has sent more than these bytes is reset. */
  resetAfterBytes = Infinity;

  /** @param target host:port; connections from now on lead there. */
  constructor(public target: string) {}

  /** host:port of this side; the same after every opening. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  async open(): Promise<void> {
    this.server = createServer((near) => this.join(near, this.reach()));
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (address && typeof address === 'object') this.port = address.port;
  }

  /** Cuts every connection and refuses new ones. */
  async shut(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    for (const socket of this.sockets) socket.destroy();
    if (server) await new Promise((done) => server.close(done));
  }

  /** As a firewall that forgets its connections: those that are open stay open and carry nothing, new ones work. */
  forget(): void {
    for (const socket of this.sockets) socket.unpipe().resume();
  }

  private reach(): Socket {
    const [host = '', port] = this.target.split(':');
    return connect(Number(port), host);
  }

  private check(near: Socket): void {
    if (near.bytesRead > this.resetAfterBytes) near.resetAndDestroy();
  }

  private join(...[near, far]: [Socket, Socket]): void {
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from);
      from.pipe(to);
      if (from === near) from.on('data', () => this.check(near));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
    }
  }
}
