interface Answer {
  readonly topics: readonly {
    readonly partitions: readonly { readonly partition: number; readonly errorCode: number }[];
  }[];
}

interface Response {
  decode(raw: unknown): Promise<Answer>;
  parse(answer: Answer): Promise<unknown>;
}

/** The partitions of one topic's request by Kafka's answer. */
interface AnsweredPartitions {
  readonly accepted: readonly number[];
  readonly refused: readonly number[];
}

/** The error of such a request. */
interface PartlyAccepted {
  readonly answeredPartitions?: AnsweredPartitions;
}

const noAnswer: AnsweredPartitions = { accepted: [], refused: [] };

/**
 * Kafka answers for each partition of a request; kafkajs throws the first error, and forgets what was accepted. Here
 * the error keeps it, so that nothing accepted is sent again.
 */
export function keepAnswer(original: Response): Response {
  return {
    ...original,
    async parse(answer) {
      return original.parse(answer).catch((error: Error) => {
        const partitions = answer.topics.flatMap((topic) => topic.partitions);
        const numbers = (isMeant: (errorCode: number) => boolean) =>
          partitions.flatMap(({ partition, errorCode }) => (isMeant(errorCode) ? partition : []));
        const answeredPartitions = {
          accepted: numbers((code) => code === 0),
          refused: numbers((code) => code !== 0),
        };
        throw Object.assign(error, { answeredPartitions });
      });
    },
  };
}

/** Kafka's answer to the request that failed; none where it did not answer. */
export function answeredPartitions(thrown: unknown): AnsweredPartitions {
  for (let next = thrown, depth = 0; next instanceof Error && depth < 10; next = next.cause, depth += 1) {
    const { answeredPartitions: answered } = next as PartlyAccepted;
    if (answered) return answered;
  }
  return noAnswer;
}
