import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A process of its own that uses the same log; `told` collects what it reports. */
export class Child {
  readonly told: string[] = [];
  private readonly process: ChildProcess;

  constructor(role: string, ...args: string[]) {
    this.process = fork(join(import.meta.dirname, 'worker.mjs'), [role, ...args]);
    this.process.on('message', (text) => this.told.push(String(text)));
  }

  /** As a crash does it: without a chance to say goodbye. */
  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exited = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await exited;
  }

  suspend(): void {
    this.process.kill('SIGSTOP');
  }

  resume(): void {
    this.process.kill('SIGCONT');
  }

  tell(text: string): void {
    this.process.send(text);
  }
}
