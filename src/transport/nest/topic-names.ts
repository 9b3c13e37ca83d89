import { deadLetterTopic, isDeadLetterTopic, sourceTopic } from '../delivery/dead-letter.js';

/** The physical topic behind each pattern. The dead letters of a pattern lie beside its topic, whatever that is called. */
export function topicNames(topicOf: (pattern: string) => string = (pattern) => pattern) {
  return (pattern: string): string =>
    isDeadLetterTopic(pattern) ? deadLetterTopic(topicOf(sourceTopic(pattern))) : topicOf(pattern);
}
