import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { environmentWith, type Role } from '../../src/foundation/config/config.js';

const readyTimeoutMs = 120_000;

export interface RoleProcessOptions {
  /** The built program. */
  readonly program: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Everything that it prints is added to this file. */
  readonly logFile: string;
}

/** One role as a process of its own, which can be killed and started again as often as one likes. */
export class RoleProcess {
  private child: ChildProcess | undefined;
  private readonly log: WriteStream;
  /** The number of unexpected ends. */
  crashes = 0;

  constructor(
    readonly role: Role,
    private readonly options: RoleProcessOptions,
  ) {
    this.log = createWriteStream(options.logFile, { flags: 'a' });
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Resolves once it says that it is ready. */
  async start(): Promise<void> {
    const env = environmentWith({
      ...this.options.settings,
      ROLES: this.role,
      // Of several processes on one machine only one can have the port; the others answer nobody but probes.
      ...(this.role !== 'api' && { PORT: '0' }),
      NO_COLOR: '1',
      LOG_LEVEL: 'log',
    });
    const child = spawn(process.execPath, [this.options.program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    child.once('exit', () => {
      if (this.child === child) this.crashes += 1;
    });
    child.stderr.pipe(this.log, { end: false });
    child.stdout.pipe(this.log, { end: false });
    await this.untilReady(child);
  }

  /** What a power cut does to it. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Resolves with its exit code once it has finished what it has begun. */
  stop(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  /** It hangs, as a machine does that has no memory left; connections stay open. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const exit = once(child, 'exit');
    child.kill(signal);
    const [code] = (await exit) as [number | null];
    return code;
  }

  private untilReady(child: ChildProcess): Promise<void> {
    return new Promise((resolve, reject) => {
      const give = (text: string) => {
        clearTimeout(timer);
        reject(new Error(`the role ${this.role} ${text}; its log: ${this.options.logFile}`));
      };
      const timer = setTimeout(() => give(`was not ready within ${readyTimeoutMs} ms`), readyTimeoutMs);
      let output = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-1_000);
        if (!output.includes('ready after')) return;
        clearTimeout(timer);
        resolve();
      });
      child.once('exit', () => give('ended before it was ready'));
    });
  }
}
