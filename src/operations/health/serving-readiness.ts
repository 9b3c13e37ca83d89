import { Inject, Injectable, Optional } from '@nestjs/common';
import { ModelReadiness } from '../../serving/classifier/model-readiness.js';
import { PictureFetcher } from '../../storage/picture-fetcher.js';

export interface PartState {
  readonly name: string;
  readonly up: boolean;
  readonly state: string;
  readonly lastError?: string | undefined;
}

/** What classifying needs: models, the decisions about them, and the stores of pictures. */
@Injectable()
export class ServingReadiness {
  constructor(
    @Optional() @Inject(ModelReadiness) private readonly models?: ModelReadiness,
    @Optional() @Inject(PictureFetcher) private readonly fetcher?: PictureFetcher,
  ) {}

  states(): PartState[] {
    const models = (this.models?.states() ?? []).map(({ name, version, state, lastError }) => ({
      name: `model ${name}@${version}`,
      up: state === 'ready',
      state,
      lastError,
    }));
    // What served before serves on, so the process is ready.
    const refused = (this.models?.refusedDecisions() ?? []).map(({ name, trouble }) => ({
      name: `decision ${name}`,
      up: true,
      state: 'not followed',
      lastError: trouble,
    }));
    return [...models, ...refused, ...this.stores()];
  }

  /** Pictures of other stores, and those within messages, are classified meanwhile, so the process is ready. */
  private stores(): PartState[] {
    return (this.fetcher?.doors ?? []).map(({ name, trouble }) => {
      if (!trouble) return { name: `storage ${name}`, up: true, state: 'reachable' };
      const state = trouble.code === 'STORAGE_REFUSED' ? 'refusing' : 'away';
      return { name: `storage ${name}`, up: true, state, lastError: trouble.message };
    });
  }
}
