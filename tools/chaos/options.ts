import type { Topics } from '../../src/foundation/settings/topics.js';
import type { Outage } from './outage.js';
import type { FaultCounts } from './schedule.js';

/** What a run has to itself, and removes at its end. */
export interface ChaosScene {
  readonly broker: string;
  /** The topics of images, predictions and all others. */
  readonly topics: Topics;
  readonly groupId: string;
  /** `DATA_DIR`: the results of SQLite, the embedded broker’s log, the roles’ output. */
  readonly folder: string;
  /** All settings by their names in the environment, those of the servers too; the roles alone go through gates. */
  readonly settings: Readonly<Record<string, string | undefined>>;
}

export interface ChaosWitness {
  /** Runs when topics and subscriptions are there, before the service starts. */
  begun?(scene: ChaosScene): Promise<void>;
  /** Runs when the service has ended, while its messages and rows are still there. An error of it ends the run. */
  ended?(scene: ChaosScene): Promise<void>;
}

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
  /** Looks at the run from outside. */
  readonly witness?: ChaosWitness | undefined;
  /** Ends the run early. */
  readonly signal?: AbortSignal | undefined;
}
