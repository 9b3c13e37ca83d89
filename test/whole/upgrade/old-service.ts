import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Fleet } from '../../../tools/chaos/fleet.js';
import { freePort } from '../../../tools/chaos/free-port.js';
import { RoleProcess } from '../../../tools/chaos/role-process.js';
import type { ValueBroker } from '../../../src/transport/open/create-broker.js';
import { ServiceClient } from '../../../src/tools/verification/service.client.js';
import type { OldProgram } from './old-program.js';
import type { BrokerName } from '../../../src/transport/drivers/index.js';

const patienceMs = 60_000;

type Bytes = Uint8Array | null;

export interface OldServiceOptions {
  readonly broker: BrokerName;
  /** For the old program's `createBroker`. */
  readonly driver: object;
  readonly settings: Readonly<Record<string, string>>;
  /** Holds its data and its logs. */
  readonly folder: string;
}

/** An earlier program's four roles as processes, and its own driver to publish with. */
export class OldService {
  readonly client: ServiceClient;

  private constructor(
    private readonly broker: BrokerName,
    readonly fleet: Fleet,
    readonly inference: RoleProcess,
    private readonly ways: { readonly port: number; readonly events: ValueBroker<Bytes> },
  ) {
    this.client = new ServiceClient(`http://127.0.0.1:${ways.port}`);
  }

  /** The old program's own driver. */
  get events(): ValueBroker<Bytes> {
    return this.ways.events;
  }

  static async start(program: OldProgram, options: OldServiceOptions): Promise<OldService> {
    const { broker, folder } = options;
    const port = await freePort();
    const settings = {
      ...options.settings,
      BROKERS: broker,
      DATA_DIR: folder,
      PORT: String(port),
      MODELS_DIR: join(program.folder, 'models'),
      CACHE_DIR: join(folder, 'cache'),
      BACKEND: 'wasm',
      // Stack traces stand in dead letters: they shall name the program's folder, not where its packages came from.
      NODE_OPTIONS: '--preserve-symlinks',
    };
    const fleet = new Fleet(program.main, settings, folder);
    const logFile = join(folder, 'inference.log');
    const inference = new RoleProcess('inference', { program: program.main, settings, logFile });
    await Promise.all([fleet.start(), inference.start()]);
    return new OldService(broker, fleet, inference, { port, events: await connect(program, options) });
  }

  get<Body>(path: string): Promise<Body> {
    return this.client.call(path);
  }

  post<Body>(path: string, body?: object): Promise<Body> {
    const headers = { 'content-type': 'application/json' };
    return this.client.call(path, {
      method: 'POST',
      ...(body && { headers, body: JSON.stringify(body) }),
    });
  }

  /** A CloudEvent as another program publishes it, with any headers beside. */
  async publish(
    topic: string,
    id: string,
    value: Bytes,
    { headers = {}, ...attributes }: { headers?: Record<string, string>; [name: string]: unknown } = {},
  ): Promise<void> {
    const prefix = this.broker === 'pubsub' ? 'ce-' : 'ce_';
    const event = { specversion: '1.0', id, source: '/camera', type: 'picture', ...attributes };
    const named = Object.entries(event).map(([name, text]) => [prefix + name, String(text)]);
    await this.events.publish(topic, [
      { key: id, value, headers: { ...Object.fromEntries(named), ...headers } },
    ]);
  }

  /** Asks until the answer is as it shall be. */
  async until<Body>(path: string, isDone: (body: Body) => boolean): Promise<Body> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const body = await this.get<Body>(path).catch(() => undefined);
      if (body !== undefined && isDone(body)) return body;
      if (Date.now() > deadline) throw new Error(`${path} still answers ${JSON.stringify(body)}`);
      await pause(100);
    }
  }

  /** Waits until the group has acknowledged everything on the topic. */
  async untilRead(topic: string): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while ((await this.events.admin.lag({ topic, group: 'seamline' })) !== 0) {
      if (Date.now() > deadline) throw new Error(`${topic} is not read to its end`);
      await pause(100);
    }
  }

  async stop(): Promise<void> {
    await this.events.close();
    await Promise.all([this.fleet.stop(), this.inference.stop()]);
  }
}

async function connect(program: OldProgram, { broker, driver }: OldServiceOptions) {
  const entry = pathToFileURL(join(program.folder, 'dist/transport/index.js')).href;
  const { createBroker } = (await import(entry)) as typeof import('../../../src/transport/index.js');
  return createBroker(broker, { settings: driver });
}
