import type { OnApplicationShutdown } from '@nestjs/common';
import { resolve } from 'node:path';
import { InFlightJournal } from './in-flight.journal.js';

/** This process's open journals, by folder. */
const leased = new Map<string, { readonly journal: InFlightJournal; users: number }>();

/**
 * A share of a folder's journal. Brokers with the same folder share one journal, which reads what dead processes left
 * for all of them.
 */
export class JournalLease implements OnApplicationShutdown {
  readonly journal: InFlightJournal;
  private readonly directory: string;

  constructor(directory: string) {
    this.directory = resolve(directory);
    const entry = leased.get(this.directory) ?? { journal: InFlightJournal.open(directory), users: 0 };
    leased.set(this.directory, entry);
    entry.users += 1;
    this.journal = entry.journal;
  }

  onApplicationShutdown(): void {
    const entry = leased.get(this.directory);
    if (!entry || --entry.users > 0) return;
    leased.delete(this.directory);
    entry.journal.onApplicationShutdown();
  }
}
