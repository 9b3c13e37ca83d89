import type { BatchScope } from '../../foundation/concurrency/batch.scope.js';

/** What surrounds the batches of each version of a model. */
export type BatchScopeOf = (model: string, version: string) => BatchScope;
export const BATCH_SCOPE_OF = Symbol('BatchScopeOf');
