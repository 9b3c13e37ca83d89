import type { MigrationStep } from './migration.js';

/** Each batch of predictions asks whether any label waits: that must be cheap with any number of labels. */
export const waitingLabels: readonly MigrationStep[] = [
  { index: 'labels_waiting', on: 'labels', columns: ['image_id'], where: "state = 'waiting'" },
];
