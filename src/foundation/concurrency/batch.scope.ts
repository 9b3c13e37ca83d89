/** Surrounds the runs of a Batcher, for traces of the items that share a batch. */
export interface BatchScope {
  /** The origin of the item that is being added; called within the work that adds it. */
  origin(): unknown;
  /** Runs a batch once and returns its result. @param origins those of its items, in their order. */
  run<T>(origins: readonly unknown[], work: () => Promise<T>): Promise<T>;
}
