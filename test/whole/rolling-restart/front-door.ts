import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';

/** The one address of a service whose processes come and go: new connections go to the process that it leads to. */
export class FrontDoor {
  private readonly server: Server;
  private port = 0;

  private constructor() {
    this.server = createServer((near) => {
      const far = connect(this.port, '127.0.0.1');
      near.pipe(far).pipe(near);
      near.on('error', () => far.destroy());
      far.on('error', () => near.destroy());
      far.on('close', () => near.destroy());
    });
  }

  static async open(): Promise<FrontDoor> {
    const door = new FrontDoor();
    door.server.listen(0, '127.0.0.1');
    await once(door.server, 'listening');
    return door;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Connections that are open stay where they are. */
  leadTo(port: number): void {
    this.port = port;
  }

  close(): void {
    this.server.close();
  }
}
