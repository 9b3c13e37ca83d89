export interface EmbeddedSettings {
  /** The log's file; `:memory:` lives and dies with the process. */
  readonly file: string;
  /** For topics that are created from now on. */
  readonly partitions: number;
  /** Messages younger than this are kept even when every group has read them. */
  readonly retentionHours: number;
}
