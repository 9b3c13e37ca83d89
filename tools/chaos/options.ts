import type { Outage } from './outage.js';
import type { FaultCounts } from './schedule.js';

export interface ChaosOptions {
  /** How many images must be confirmed by the service before the run may end. */
  readonly images: number;
  readonly broker: string;
  /** The same seed, images and counts make the same schedule of faults. */
  readonly seed: number;
  readonly counts: FaultCounts;
  /** The run gives up after that long. */
  readonly maxMinutes: number;
  /** An empty PostgreSQL database; without it a SQLite file of the run's own. */
  readonly databaseUrl?: string | undefined;
  /** How Kafka, or a Pub/Sub that is no emulator, is taken away; the others need no help. */
  readonly brokerOutage?: Outage | undefined;
  /** Also servers that are not on this machine. */
  readonly allowRemote?: boolean | undefined;
  /** Told what happens, line by line. */
  readonly say: (line: string) => void;
  /** Ends the run early. */
  readonly signal?: AbortSignal | undefined;
}
