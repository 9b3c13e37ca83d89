interface Answer {
  readonly topics: readonly {
    readonly partitions: readonly { readonly partition: number; readonly errorCode: number }[];
  }[];
}

interface Response {
  decode(raw: unknown): Promise<Answer>;
  parse(answer: Answer): Promise<unknown>;
}

/** The error of one topic's request, with the partitions that Kafka accepted nevertheless. */
interface PartlyAccepted {
  readonly acceptedPartitions?: readonly number[];
}

/**
 * Kafka answers for each partition of a request; kafkajs throws the first error, and forgets what was accepted. Here
 * the error keeps it, so that nothing accepted is sent again.
 */
export function keepAccepted(original: Response): Response {
  return {
    ...original,
    async parse(answer) {
      return original.parse(answer).catch((error: Error) => {
        const partitions = answer.topics.flatMap((topic) => topic.partitions);
        const accepted = partitions.filter(({ errorCode }) => errorCode === 0);
        throw Object.assign(error, { acceptedPartitions: accepted.map(({ partition }) => partition) });
      });
    },
  };
}

/** The partitions that have their records although the request failed. */
export function acceptedPartitions(thrown: unknown): ReadonlySet<number> {
  for (let next = thrown, depth = 0; next instanceof Error && depth < 10; next = next.cause, depth += 1) {
    const { acceptedPartitions: accepted } = next as PartlyAccepted;
    if (accepted) return new Set(accepted);
  }
  return new Set();
}
