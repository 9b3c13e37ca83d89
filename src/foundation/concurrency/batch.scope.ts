/** Surrounds the runs of a Batcher, for traces that say which items shared a batch. */
export interface BatchScope {
  /** Where the item comes from that is being added: asked within the work that adds it. */
  origin(): unknown;
  /** Runs a batch once and hands on what it answers. @param origins those of its items, in their order. */
  run<T>(origins: readonly unknown[], work: () => Promise<T>): Promise<T>;
}
