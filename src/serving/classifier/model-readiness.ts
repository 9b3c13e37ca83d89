import { Injectable } from '@nestjs/common';
import { errorText } from '../../foundation/errors/app.error.js';
import { versionsOf } from './initial-serving.js';
import { ModelRegistry } from './model-registry.js';
import type { ServedModel } from './served-model.js';

export interface ModelState {
  readonly name: string;
  readonly version: string;
  readonly state: 'ready' | 'failing' | 'not loaded';
  readonly lastError?: string;
}

/** The newest decision about a model does not hold in this process. */
export interface RefusedDecision {
  readonly name: string;
  /** The reason, for people. */
  readonly trouble: string;
}

/** Readiness of a model, for every probe: it is loaded and warm, and its last batch did not fail as a whole. */
@Injectable()
export class ModelReadiness {
  constructor(private readonly registry: ModelRegistry) {}

  /** Of every model, the serving version and its canary: they answer events that name no version. */
  states(): ModelState[] {
    return this.registry.names.flatMap((name) => {
      try {
        const { version, canary } = this.registry.servingOf(name);
        return versionsOf({ version, ...(canary && { canary }) }).map((each) => this.stateOf(name, each));
      } catch (error) {
        return { name, version: '?', state: 'not loaded', lastError: errorText(error) };
      }
    });
  }

  /** Decisions that this process knows and cannot follow; what served before serves on. */
  refusedDecisions(): RefusedDecision[] {
    return this.registry.names.flatMap((name) => {
      const trouble = this.registry.troubleOf(name);
      return trouble === undefined ? [] : [{ name, trouble }];
    });
  }

  get allReady(): boolean {
    return this.states().every(({ state }) => state === 'ready');
  }

  /** @param version Default: the serving one. */
  isReady(name: string, version?: string): boolean {
    if (!this.registry.names.includes(name) || this.registry.isUnknown(name)) return false;
    return this.stateOf(name, version ?? this.registry.servingOf(name).version).state === 'ready';
  }

  private stateOf(name: string, version: string): ModelState {
    let served: ServedModel;
    try {
      served = this.registry.loaded(name, version);
    } catch (error) {
      return { name, version, state: 'not loaded', lastError: errorText(error) };
    }
    const { failure } = served;
    if (!failure) return { name, version, state: 'ready' };
    served.probe();
    return { name, version, state: 'failing', lastError: failure.message };
  }
}
