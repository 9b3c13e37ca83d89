import type { Logger } from '@nestjs/common';
import { quoted } from '../../foundation/errors/quoted.js';
import { toAppError } from '../../foundation/errors/app.error.js';
import { type Broker, headerText, type ReceivedMessage } from '../broker.js';
import { isDeadLetterTopic } from './dead-letter.js';
import { replyToHeader } from './message-headers.js';
import { TopicList } from './topic-list.js';

/** At most this many refused topics are logged; strangers can invent any number. */
const mostNamed = 100;

export interface ReplyPlacesOptions {
  readonly broker: Broker;
  /** Topic names, and prefixes that end in `*`. */
  readonly allowed: readonly string[];
  /** Topics of this service, which no answer may go to. */
  readonly own: ReadonlySet<string>;
  readonly logger: Logger;
}

/**
 * Decides where a message may have its answer published. A stranger chooses the header `reply-to`, but the answer is
 * published with this service's rights. So answers go only to topics that are allowed, exist, and are not this
 * service's. A message that names another topic is handled as if it named none.
 */
export class ReplyPlaces {
  private readonly topics: TopicList;
  private readonly names: ReadonlySet<string>;
  private readonly beginnings: readonly string[];
  private readonly refused = new Set<string>();

  constructor(private readonly options: ReplyPlacesOptions) {
    const { broker, allowed } = options;
    this.topics = new TopicList({ listTopics: () => broker.admin.listTopics() });
    this.names = new Set(allowed.filter((name) => !name.endsWith('*')));
    this.beginnings = allowed.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  }

  /** The topic that the message names, if answers may go there. `isThere` checks whether it exists. */
  placeOf(message: ReceivedMessage): string | undefined {
    const place = headerText(message, replyToHeader);
    if (!place) return undefined;
    if (this.isAllowed(place)) return place;
    this.refuse(place, `replies go to ${this.options.allowed.join(', ') || 'no topic'}, and to none of ours`);
    return undefined;
  }

  /** Never creates the topic. Rejects while the broker is away. */
  async isThere(place: string): Promise<boolean> {
    try {
      if (await this.topics.has(place)) return true;
      this.refuse(place, 'there is no such topic');
    } catch (thrown) {
      const { code, message } = toAppError(thrown);
      if (code !== 'BROKER_REFUSED') throw thrown;
      this.refuse(place, `the broker cannot say whether there is such a topic: ${message}`);
    }
    return false;
  }

  private isAllowed(place: string): boolean {
    if (this.options.own.has(place) || isDeadLetterTopic(place)) return false;
    return this.names.has(place) || this.beginnings.some((beginning) => place.startsWith(beginning));
  }

  private refuse(place: string, reason: string): void {
    if (this.refused.size >= mostNamed || this.refused.has(place)) return;
    this.refused.add(place);
    const last = this.refused.size === mostNamed ? '; more such places are not named' : '';
    this.options.logger.warn(`no answer goes to the reply-to ${quoted(place)}: ${reason}${last}`);
  }
}
