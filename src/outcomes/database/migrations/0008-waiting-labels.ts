import type { MigrationStep } from './migration.js';

/** Each batch of predictions asks whether any label waits: that has to be cheap however many labels there are. */
export const waitingLabels: readonly MigrationStep[] = [
  { index: 'labels_waiting', on: 'labels', columns: ['image_id'], where: "state = 'waiting'" },
];
