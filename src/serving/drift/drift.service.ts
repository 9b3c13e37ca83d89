import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { readBaseline } from '../models/baseline.js';
import { readModelCard } from '../models/model-card.js';
import { ModelFolders } from '../models/model-folders.js';
import { answerLabels } from '../models/outputs.js';
import { driftOf, thresholds } from './drift.js';
import { type ModelDrift, usualLast, type VersionDrift } from './drift.schema.js';
import { DriftRepository } from './drift.repository.js';

/** In milliseconds. Any number of callers share one reading in this time. */
const freshMs = 5_000;

export type { ModelDrift };

interface Answer {
  readonly drift: Promise<ModelDrift>;
  readonly until: number;
}

/** Compares the models' last answers with those when they were measured. */
@Injectable()
export class DriftService {
  private readonly folders: ModelFolders;
  private readonly answers = new Map<string, Answer>();

  constructor(
    @Inject(CONFIG) { model }: Pick<Config, 'model'>,
    private readonly repository: DriftRepository,
  ) {
    this.folders = new ModelFolders(model.directory);
  }

  /** Every model in `MODELS_DIR`, by the last 1,000 predictions of each version; not older than 5 s. */
  async current(): Promise<ModelDrift[]> {
    const names = await this.folders.names();
    return Promise.all(names.map((name) => this.of(name)));
  }

  /**
   * @param name untrusted.
   * @throws InvalidError `UNKNOWN_MODEL`; UnavailableError `DATABASE_UNAVAILABLE`
   */
  async of(name: string, last = usualLast): Promise<ModelDrift> {
    // Throws `UNKNOWN_MODEL`.
    await this.folders.newest(name);
    const now = performance.now();
    for (const [key, { until }] of this.answers) if (until <= now) this.answers.delete(key);
    const key = `${name} ${last}`;
    const known = this.answers.get(key);
    if (known) return known.drift;
    const drift = this.read(name, last);
    this.answers.set(key, { drift, until: now + freshMs });
    drift.catch(() => this.answers.delete(key));
    return drift;
  }

  private async read(name: string, last: number): Promise<ModelDrift> {
    const versions: VersionDrift[] = [];
    for (const version of await this.folders.versions(name)) {
      versions.push(...(await this.version(name, version, last)));
    }
    return { model: name, last, thresholds, versions };
  }

  /** A version with an unreadable card cannot have predicted; `GET /models` reports its mistakes. */
  private async version(name: string, version: string, last: number): Promise<VersionDrift[]> {
    const directory = await this.folders.directory(name, version);
    const card = await readModelCard(directory).catch(() => undefined);
    if (!card) return [];
    const labels = answerLabels(card);
    const baseline = await readBaseline(directory);
    const asked = { model: name, version, classes: labels.length, last };
    return [driftOf({ version, labels, baseline }, await this.repository.recent(asked))];
  }
}
