import { deadLetterTopic, isDeadLetterTopic, sourceTopic } from '../delivery/dead-letter.js';

/** The physical topic of each pattern. A pattern's dead-letter topic is its topic with the suffix `-dlt`. */
export function topicNames(topicOf: (pattern: string) => string = (pattern) => pattern) {
  return (pattern: string): string =>
    isDeadLetterTopic(pattern) ? deadLetterTopic(topicOf(sourceTopic(pattern))) : topicOf(pattern);
}
