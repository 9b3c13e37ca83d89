import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KafkaNode } from './kafka-node.js';
import { freePort } from './server-process.js';

const size = 3;
const heapMb = 384;

/** Three brokers that are also the controllers; what is copied to all three is taken once two of them have it. */
export interface KafkaCluster {
  readonly brokers: string[];
  /** What a power cut does to one of them, by its place in `brokers`: no farewell, the data stay. */
  kill(place: number): Promise<void>;
  /** Resolves once it is one of three again. */
  restart(place: number): Promise<void>;
  /** What a hanging disk does to one of them: connections stay open, nothing answers. */
  freeze(place: number): void;
  thaw(place: number): void;
  /** Ends them and removes their data. */
  stop(): Promise<void>;
}

/** @throws Error in words when there is no Java 17, or no Maven to fetch the jars with. */
export async function startKafkaCluster(): Promise<KafkaCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'seamline-kafka-cluster-'));
  const ports: number[] = [];
  for (const _ of Array(2 * size)) ports.push(await freePort());
  const controllers = ports.splice(size);
  const nodes = await Promise.all(
    ports.map((port, place) => {
      const own = join(folder, String(place + 1));
      const properties = propertiesOf(place, own, { ports, controllers });
      return KafkaNode.make({ folder: own, port, properties, brokers: size, heapMb });
    }),
  );
  const stop = async () => {
    // Controllers that end all at once wait for each other, one of them for minutes.
    await Promise.all(nodes.map((node) => node.kill().catch(() => node.stop())));
    rmSync(folder, { recursive: true, force: true });
  };
  const started = await Promise.allSettled(nodes.map((node) => node.start()));
  const failed = started.find(({ status }) => status === 'rejected');
  if (failed) {
    await stop();
    throw (failed as PromiseRejectedResult).reason;
  }
  return {
    brokers: nodes.map(({ address }) => address),
    kill: (place) => nodeAt(nodes, place).kill(),
    restart: (place) => nodeAt(nodes, place).start(),
    freeze: (place) => nodeAt(nodes, place).signal('SIGSTOP'),
    thaw: (place) => nodeAt(nodes, place).signal('SIGCONT'),
    stop,
  };
}

function nodeAt(nodes: readonly KafkaNode[], place: number): KafkaNode {
  const node = nodes[place];
  if (!node) throw new Error(`there is no broker ${place}; the cluster has ${nodes.length}`);
  return node;
}

interface Ports {
  readonly ports: readonly number[];
  readonly controllers: readonly number[];
}

function propertiesOf(place: number, folder: string, { ports, controllers }: Ports): string {
  const voters = controllers.map((port, other) => `${other + 1}@127.0.0.1:${port}`);
  return `process.roles=broker,controller
node.id=${place + 1}
controller.quorum.voters=${voters.join(',')}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:${ports[place]},CONTROLLER://127.0.0.1:${controllers[place]}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${join(folder, 'data')}
min.insync.replicas=2
default.replication.factor=3
offsets.topic.num.partitions=3
offsets.topic.replication.factor=3
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=4194304
`;
}
