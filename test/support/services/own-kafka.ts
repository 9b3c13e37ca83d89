import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KafkaNode } from './kafka-node.js';
import { freePort } from './server-process.js';

/** A Kafka of our own: one node, on a free port, with its data in a temporary folder. */
export interface OwnKafka {
  readonly brokers: string[];
  readonly kind: 'java';
  /** The folder of its partitions' logs. */
  readonly dataFolder: string;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
  /** What a power cut does: no farewell, the data stay. */
  kill(): Promise<void>;
  /** Freezes the process, as a hanging disk does: connections stay open, nothing answers. */
  freeze(): void;
  thaw(): void;
  /** Starts it again after `kill`, with the same address and data. */
  restart(): Promise<void>;
}

/** A listener beside the plain one, through which the broker also talks to itself. */
export interface ExtraListener {
  readonly name: string;
  readonly protocol: 'SASL_PLAINTEXT' | 'SASL_SSL' | 'SSL';
  readonly port: number;
}

export interface OwnKafkaOptions {
  readonly listeners?: readonly ExtraListener[];
  /** Lines for server.properties. */
  readonly properties?: readonly string[];
  /** Arguments for formatting the storage, such as users. */
  readonly format?: readonly string[];
}

/** @throws Error in words when there is no Java 17, or no Maven to fetch the jars with. */
export async function startOwnKafka(more: OwnKafkaOptions = {}): Promise<OwnKafka> {
  const folder = mkdtempSync(join(tmpdir(), 'seamline-kafka-'));
  const port = await freePort();
  const settings = properties(folder, port, await freePort(), more);
  const node = await KafkaNode.make({ folder, port, properties: settings, format: more.format ?? [] });
  await node.start();
  return {
    brokers: [node.address],
    kind: 'java',
    dataFolder: dataIn(folder),
    stop: async () => {
      await node.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    kill: () => node.kill(),
    freeze: () => node.signal('SIGSTOP'),
    thaw: () => node.signal('SIGCONT'),
    restart: () => node.start(),
  };
}

const dataIn = (folder: string): string => join(folder, 'data');

/** One node that answers at once: no waiting for other members, brokers or replicas. */
function properties(
  folder: string,
  port: number,
  controllerPort: number,
  { listeners = [], properties: lines = [] }: OwnKafkaOptions,
): string {
  const extra = listeners.map(({ name, port: own }) => `,${name}://127.0.0.1:${own}`).join('');
  const protocols = listeners.map(({ name, protocol }) => `,${name}:${protocol}`).join('');
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}${extra}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT${protocols}
log.dirs=${dataIn(folder)}
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
log.cleaner.dedupe.buffer.size=4194304
${lines.join('\n')}
`;
}
