import type { OnApplicationShutdown } from '@nestjs/common';
import { resolve } from 'node:path';
import { InFlightJournal } from './in-flight.journal.js';

/** The journals that this process has open, by their folders. */
const leased = new Map<string, { readonly journal: InFlightJournal; users: number }>();

/**
 * A share of the journal of a folder. Brokers with the same folder share one journal: it takes over what dead processes left,
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
