import type { MigrationStep } from './migration.js';

/** Outcomes by their time. Clocks jump, so an outcome's number says nothing about it. */
export const times: readonly MigrationStep[] = [
  { index: 'outcomes_by_time', on: 'outcomes', columns: ['decided_at', 'seq'], where: 'seq is not null' },
];
