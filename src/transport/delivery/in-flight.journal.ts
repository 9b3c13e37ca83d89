import { closeSync, mkdirSync, openSync, readFileSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { OnApplicationShutdown } from '@nestjs/common';
import { errorText, UnavailableError } from '../../foundation/errors/app.error.js';
import { Bag, type Placed } from '../../foundation/concurrency/bag.js';
import { adoptJournals, journalName, releaseJournal } from './in-flight.files.js';

const rewriteAfterBytes = 1_000_000;

interface Named extends Placed {
  readonly name: string;
}

/** Runs the part of a message's work that only waits for another part, such as a download. */
export type Waiting = <T>(work: () => Promise<T>) => Promise<T>;

/** Work on a message; what it runs with `waiting` is not recorded. */
type Recorded<T> = (waiting: Waiting) => Promise<T>;

/**
 * Finds messages that kill the process (a native crash, no memory left). It writes a message's name to a file before
 * its handler computes. Names in the file of a dead process are suspects: each runs alone, so the next death proves
 * which one is the cause. A message that only waits, for a database or a broker, has no name there. Writes do not
 * wait for the disk: the page cache outlives a process.
 */
export class InFlightJournal implements OnApplicationShutdown {
  private readonly inFlight = new Bag<Named>();
  private readonly unwritten: string[] = [];
  private flushed: Promise<void> | undefined;
  private writtenBytes = 0;
  private closed = false;
  private drained: (() => void)[] = [];
  private alone: Promise<void> | undefined;

  private constructor(
    private readonly file: string,
    private readonly descriptor: number,
    /** How many times a process died while this message's handler computed. */
    private readonly deaths: Map<string, number>,
  ) {}

  /** Reads and removes the journals of dead processes of this machine. */
  static open(directory: string): InFlightJournal {
    mkdirSync(directory, { recursive: true });
    const file = join(directory, journalName());
    const adopted = adoptJournals(directory);
    const deaths = new Map<string, number>();
    for (const text of adopted.map((path) => readFileSync(path, 'utf8'))) {
      for (const [name, count] of suspectsIn(text)) deaths.set(name, Math.max(count, deaths.get(name) ?? 0));
    }
    const journal = new InFlightJournal(file, openSync(file, 'w'), deaths);
    journal.rewrite();
    for (const path of adopted) rmSync(path);
    return journal;
  }

  deathsOf(name: string): number {
    return this.deaths.get(name) ?? 0;
  }

  /** The message has ended. */
  forget(name: string): void {
    this.deaths.delete(name);
  }

  /**
   * Runs the work with its name on disk: a suspect alone, other work in parallel.
   *
   * @throws UnavailableError `NOT_READY` when the name cannot be written.
   */
  run<T>(name: string, work: Recorded<T>): Promise<T> {
    if (this.deaths.has(name)) return this.runAlone(name, work);
    return this.alone ? this.runShared(name, work) : this.recorded(name, work);
  }

  /** For an orderly end, with nothing in work. Forgets suspects that were not delivered again. */
  onApplicationShutdown(): void {
    this.closed = true;
    closeSync(this.descriptor);
    rmSync(this.file, { force: true });
    releaseJournal(this.file);
  }

  private async runShared<T>(name: string, work: Recorded<T>): Promise<T> {
    await this.untilShared();
    return this.recorded(name, work);
  }

  private runAlone<T>(name: string, work: Recorded<T>): Promise<T> {
    const before = this.alone ?? Promise.resolve();
    const result = before.then(() => this.untilDrained()).then(() => this.recorded(name, work, true));
    const settled = result
      .then(
        () => this.deaths.delete(name),
        () => undefined,
      )
      .then(() => {
        if (this.alone === settled) this.alone = undefined;
      });
    this.alone = settled;
    return result;
  }

  private async recorded<T>(name: string, work: Recorded<T>, isAlone = false): Promise<T> {
    const entry = { name, place: 0 };
    try {
      await this.begin(entry);
      return await work((waited) => this.unrecorded(entry, waited, isAlone));
    } finally {
      this.end(entry);
    }
  }

  /** A suspect's wait keeps all others out, for its work goes on after it. */
  private async unrecorded<T>(entry: Named, work: () => Promise<T>, isAlone: boolean): Promise<T> {
    this.end(entry);
    try {
      return await work();
    } finally {
      if (!isAlone) await this.untilShared();
      await this.begin(entry);
    }
  }

  private begin(entry: Named): Promise<void> {
    this.inFlight.add(entry);
    this.unwritten.push(`+${entry.name}\n`);
    return this.flush();
  }

  private end(entry: Named): void {
    this.inFlight.delete(entry);
    this.unwritten.push(`-${entry.name}\n`);
    if (this.inFlight.size === 0) this.rest();
  }

  private async untilShared(): Promise<void> {
    while (this.alone) await this.alone;
  }

  private async untilDrained(): Promise<void> {
    while (this.inFlight.size > 0) await new Promise<void>((resume) => this.drained.push(resume));
  }

  /** Nothing is in work: a process that dies now leaves no suspects. */
  private rest(): void {
    this.drained.splice(0).forEach((resume) => resume());
    void this.flush().catch(() => undefined);
  }

  /** All messages that start in one turn of the event loop share a write. */
  private flush(): Promise<void> {
    this.flushed ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        this.flushed = undefined;
        try {
          if (!this.closed) this.write();
          resolve();
        } catch (error) {
          reject(this.unwritable(error));
        }
      });
    });
    return this.flushed;
  }

  private unwritable(cause: unknown): UnavailableError {
    const text = `the names of messages in work cannot be written to ${this.file}: ${errorText(cause)}`;
    return new UnavailableError('NOT_READY', text, { cause });
  }

  private write(): void {
    if (this.writtenBytes > rewriteAfterBytes) return this.rewrite();
    const text = this.unwritten.splice(0).join('');
    this.writtenBytes += writeSync(this.descriptor, text, this.writtenBytes);
  }

  /** The same facts without their history. */
  private rewrite(): void {
    this.unwritten.length = 0;
    truncateSync(this.file);
    const suspects = [...this.deaths].map(([name, count]) => `!${count} ${name}\n`);
    const running = [...this.inFlight].map(({ name }) => `+${name}\n`);
    this.writtenBytes = writeSync(this.descriptor, [...suspects, ...running].join(''), 0);
  }
}

/** Counts one more death for every message in work at the journal's end; a line that was cut off does not count. */
function suspectsIn(text: string): Map<string, number> {
  const deaths = new Map<string, number>();
  const running = new Set<string>();
  for (const line of text.split('\n').slice(0, -1)) {
    const name = line.slice(1);
    if (line.startsWith('+')) running.add(name);
    else if (line.startsWith('-')) running.delete(name);
    else if (line.startsWith('!')) deaths.set(name.slice(name.indexOf(' ') + 1), Number.parseInt(name, 10));
  }
  for (const name of running) deaths.set(name, (deaths.get(name) ?? 0) + 1);
  return deaths;
}
