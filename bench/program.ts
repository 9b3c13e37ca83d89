import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const readyWithinMs = 60_000;
/** What Linux counts processor time in. */
const ticksPerSecond = 100;

/** What is stopped while its backlog is put there, and then watched. */
export interface Measured {
  /** Stops it where it is: what is published now is its backlog. */
  pause(): void;
  resume(): void;
  /** Processor time of all its threads so far; undefined where the system does not tell. */
  readonly cpuSeconds: number | undefined;
  /** What it holds of the machine's memory now. */
  readonly residentBytes: number | undefined;
}

/** A process that is measured. */
export class Program implements Measured {
  private output = '';
  private readonly exited: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    this.exited = once(child, 'exit');
    for (const stream of [child.stdout, child.stderr]) {
      stream
        ?.setEncoding('utf8')
        .on('data', (text: string) => (this.output = (this.output + text).slice(-8_000)));
    }
    process.once('exit', this.kill);
  }

  /** The built service; ready once its broker is connected and its handlers subscribed. */
  static seamline(
    settings: Readonly<Record<string, string>>,
    nodeArgs: readonly string[] = [],
  ): Promise<Program> {
    return Program.start([...nodeArgs, resolve(root, 'dist/main.js')], settings, /connected, handling/);
  }

  /** A script of `bench/`, in TypeScript, that is given its settings as JSON and prints `ready`. */
  static script(file: string, settings: unknown): Promise<Program> {
    const loader = resolve(root, 'scripts/typescript.mjs');
    const args = ['--import', loader, resolve(import.meta.dirname, file), JSON.stringify(settings)];
    return Program.start(args, {}, /^ready$/m);
  }

  static async start(
    args: readonly string[],
    settings: Readonly<Record<string, string>>,
    ready: RegExp,
    command = process.execPath,
  ): Promise<Program> {
    const { PATH = '', HOME = '', BENCH_NODE_ARGS = '' } = process.env;
    const env = { PATH, HOME, NO_COLOR: '1', TF_CPP_MIN_LOG_LEVEL: '2', ...settings };
    const own = command === process.execPath ? BENCH_NODE_ARGS.split(' ').filter(Boolean) : [];
    const program = new Program(
      spawn(command, [...own, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    await program.until(ready);
    return program;
  }

  pause(): void {
    this.child.kill('SIGSTOP');
  }

  resume(): void {
    this.child.kill('SIGCONT');
  }

  get cpuSeconds(): number | undefined {
    const fields = this.proc('stat')?.split(') ')[1]?.split(' ');
    return fields && (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }

  get residentBytes(): number | undefined {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(this.proc('status') ?? '')?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  }

  async end(): Promise<void> {
    process.off('exit', this.kill);
    this.resume();
    this.child.kill('SIGTERM');
    const timer = setTimeout(this.kill, 10_000);
    await this.exited;
    clearTimeout(timer);
  }

  private readonly kill = () => void this.child.kill('SIGKILL');

  private proc(name: string): string | undefined {
    try {
      return readFileSync(`/proc/${this.child.pid}/${name}`, 'utf8');
    } catch {
      return undefined;
    }
  }

  private async until(ready: RegExp): Promise<void> {
    const deadline = performance.now() + readyWithinMs;
    while (!ready.test(this.output)) {
      const ended = this.child.exitCode !== null || this.child.signalCode !== null;
      if (ended || performance.now() > deadline) {
        this.kill();
        throw new Error(`${this.child.spawnargs.join(' ')} is not ready:\n${this.output}`);
      }
      await new Promise((resume) => setTimeout(resume, 20));
    }
  }
}
