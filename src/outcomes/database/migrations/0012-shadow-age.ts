import type { MigrationStep } from './migration.js';

/** Retention finds old shadow predictions whose image has no outcome. */
export const shadowAge: readonly MigrationStep[] = [
  { index: 'shadow_predictions_by_age', on: 'shadow_predictions', columns: ['created_at'] },
];
