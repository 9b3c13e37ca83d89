import { InvalidError } from '../../foundation/errors/app.error.js';
import { quoted } from '../../foundation/errors/quoted.js';
import { headerText, type ReceivedMessage } from '../broker.js';
import { deadLetterTopic, isDeadLetterTopic } from '../delivery/dead-letter.js';
import { patternHeader } from '../delivery/message-headers.js';

/**
 * The handlers that share a topic on purpose: `topicOf` maps their patterns to it. The topic decides which handlers
 * may read a message. Its header `pattern`, which a stranger may set, only chooses one of them.
 */
export class TopicHandlers {
  private readonly first: string;
  private readonly isShared: boolean;

  /** @param patterns at least one. */
  constructor(
    readonly topic: string,
    readonly patterns: readonly string[],
  ) {
    this.first = patterns[0] as string;
    this.isShared = patterns.length > 1;
  }

  /** Undefined where the topic is shared and the message names none of its patterns. */
  patternOf(message: ReceivedMessage): string | undefined {
    return this.isShared ? this.chosenBy(message) : this.first;
  }

  /** Why `patternOf` found no pattern. */
  refusalOf(message: ReceivedMessage): InvalidError {
    const named = headerText(message, patternHeader);
    const seen = named === undefined ? 'missing' : quoted(named);
    const text = `the header pattern is ${seen}; on ${this.topic} it may be: ${this.patterns.join(', ')}`;
    return new InvalidError('UNKNOWN_PATTERN', text);
  }

  /** Without a header: the pattern with the topic's name. A dead letter always finds a handler. */
  private chosenBy(message: ReceivedMessage): string | undefined {
    const named = headerText(message, patternHeader);
    if (isDeadLetterTopic(this.topic)) {
      const meant = named === undefined ? this.topic : deadLetterTopic(named);
      return this.patterns.find((pattern) => pattern === meant) ?? this.first;
    }
    return this.patterns.find((pattern) => pattern === (named ?? this.topic));
  }
}

/** The handlers of each topic, in the order of their patterns. */
export function groupByTopic(
  patterns: Iterable<string>,
  topicOf: (pattern: string) => string,
): TopicHandlers[] {
  const groups = new Map<string, string[]>();
  for (const pattern of patterns) {
    const topic = topicOf(pattern);
    groups.set(topic, [...(groups.get(topic) ?? []), pattern]);
  }
  return [...groups].map(([topic, sharing]) => new TopicHandlers(topic, sharing));
}
