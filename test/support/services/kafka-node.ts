import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Kafka, logLevel } from 'kafkajs';
import { type ServerProcess, startServer } from './server-process.js';

const kafkaVersion = '4.3.1';
const clusterId = 'AAAAAAAAAAAAAAAAAAAAAQ';
const run = promisify(execFile);

export interface NodeOptions {
  readonly folder: string;
  readonly port: number;
  /** The text of server.properties. */
  readonly properties: string;
  /** Arguments for formatting the storage, such as users. */
  readonly format?: readonly string[];
  /** Ready means that it knows a controller and so many brokers. Default: 1. */
  readonly brokers?: number;
  readonly heapMb?: number;
}

/** A process of Apache Kafka, with its data in a folder. */
export class KafkaNode {
  private server: ServerProcess | undefined;

  private constructor(
    private readonly java: readonly string[],
    private readonly options: NodeOptions,
  ) {}

  /** Formats the storage; the process is not started yet. */
  static async make(options: NodeOptions): Promise<KafkaNode> {
    const java = await javaCommand(options.heapMb);
    const node = new KafkaNode(java, options);
    mkdirSync(options.folder, { recursive: true });
    writeFileSync(node.settings, options.properties);
    const [program = '', ...more] = java;
    const tool = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', node.settings];
    await run(program, [...more, ...tool, ...(options.format ?? [])], { timeout: 60_000 });
    return node;
  }

  get address(): string {
    return `127.0.0.1:${this.options.port}`;
  }

  async start(): Promise<void> {
    // The shell leaves its process id behind and becomes Kafka, so that a test can kill just that process.
    const shell = ['sh', '-c', 'echo $$ >"$0"; exec "$@"', this.pidFile];
    const command = [...shell, ...this.java, 'kafka.Kafka', this.settings];
    const isReady = () => answers(this.address, this.options.brokers ?? 1);
    this.server = await startServer(command, this.options.port, { isReady, timeoutMs: 60_000 });
  }

  signal(name: NodeJS.Signals): void {
    process.kill(Number(readFileSync(this.pidFile, 'utf8')), name);
  }

  /** What a power cut does: no farewell, the data stay. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.stop();
  }

  async stop(): Promise<void> {
    await this.server?.stop();
    this.server = undefined;
  }

  private get settings(): string {
    return join(this.options.folder, 'server.properties');
  }

  private get pidFile(): string {
    return join(this.options.folder, 'pid');
  }
}

/**
 * A program out of Kafka's jars: what to run it with, before its class and arguments.
 *
 * @throws Error in words when there is no Java 17, or no Maven to fetch the jars with.
 */
export async function javaCommand(heapMb = 512): Promise<string[]> {
  const classes = `${await jars()}/*`;
  await run('java', ['-version'], { timeout: 10_000 }).catch(() => {
    throw new Error('Java is not installed');
  });
  return ['java', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', `-Xmx${heapMb}m`, '-cp', classes];
}

/** It listens before it is a broker: until it knows its controller it can create no topic. */
async function answers(address: string, count: number): Promise<boolean> {
  const kafka = new Kafka({ brokers: [address], logLevel: logLevel.NOTHING, retry: { retries: 0 } });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { controller, brokers } = await admin.describeCluster();
    return controller !== null && controller >= 0 && brokers.length >= count;
  } catch {
    return false;
  } finally {
    await admin.disconnect();
  }
}

/** The folder of Kafka's jars, fetched once for all checkouts, and again when the list of them changes. */
async function jars(): Promise<string> {
  const pom = join(import.meta.dirname, 'kafka.pom.xml');
  const list = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 8);
  const folder = join(homedir(), '.cache', 'seamline', 'kafka', `${kafkaVersion}-${list}`);
  if (existsSync(join(folder, 'complete'))) return folder;
  await run('mvn', ['--version'], { timeout: 30_000 }).catch(() => {
    throw new Error('Maven is not installed, so the jars of Kafka cannot be fetched');
  });
  const fresh = `${folder}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${fresh}`];
  const options = ['-B', '-q', '-ntp', '-f', pom, `-Dkafka.version=${kafkaVersion}`, ...goal];
  await run('mvn', options, { timeout: 300_000 });
  writeFileSync(join(fresh, 'complete'), '');
  // Another process may have been faster; its jars are as good as ours.
  try {
    renameSync(fresh, folder);
  } catch {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}
