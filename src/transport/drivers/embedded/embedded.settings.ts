export interface EmbeddedSettings {
  /** The log's file; `:memory:` exists only as long as the process. */
  readonly file: string;
  /** For topics created from now on. */
  readonly partitions: number;
  /** Younger messages are kept even when every group has read them. */
  readonly retentionHours: number;
}
