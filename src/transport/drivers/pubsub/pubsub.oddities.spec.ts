import { expect, it } from 'vitest';
import { oddities } from './pubsub.oddities.js';

const ours = {
  enableMessageOrdering: true,
  expirationPolicy: {},
  messageRetentionDuration: { seconds: 604_800 },
  pushConfig: {},
};
const texts = (more: object) => oddities({ ...ours, ...more }).map(({ text }) => text);

it('finds nothing odd about a subscription as Seamline makes it', () => {
  expect(texts({})).toEqual([]);
});

it.each([
  [{ detached: true }, /detached/],
  [{ pushConfig: { pushEndpoint: 'https://example.org' } }, /cannot be pulled/],
  [{ bigqueryConfig: { table: 'a.b.c' } }, /cannot be pulled/],
  [{ enableMessageOrdering: false }, /no message ordering/],
  [{ filter: 'attributes.a = "b"' }, /filter/],
  [{ deadLetterPolicy: { deadLetterTopic: 'projects/p/topics/t' } }, /dead-letter policy/],
  [{ enableExactlyOnceDelivery: true }, /exactly-once/],
  [{ messageRetentionDuration: { seconds: 600 } }, /less than a day/],
  [{ expirationPolicy: { ttl: { seconds: 86_400 } } }, /deleted with its messages/],
])('finds %j odd, and says what helps', (more, reason) => {
  const found = oddities({ ...ours, ...more });
  expect(found).toEqual([{ text: expect.stringMatching(reason), fix: expect.stringMatching(/\w/) }]);
});
