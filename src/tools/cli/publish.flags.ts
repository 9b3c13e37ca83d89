import type { modelOf } from '../../foundation/config/model-names.js';

/** The options of `seamline publish`, as they are parsed. */
export interface PublishFlags {
  readonly broker?: string;
  readonly rate?: number;
  readonly limit?: number;
  readonly model?: ReturnType<typeof modelOf>;
  readonly labels?: true;
  readonly json?: true;
}
