import { randomUUID } from 'node:crypto';
import { publisherSource } from '../../events/image-name.js';
import type { ReceivedLetter } from './dead-letter.rows.js';

/** A dead letter of an image that nobody has. */
export function ordinaryLetter(): ReceivedLetter {
  const imageId = `trial ${randomUUID()}`;
  const now = new Date();
  const message = { topic: 'trial-dlt', id: imageId, publishedAt: now, headers: {}, value: Buffer.from('x') };
  return {
    broker: 'trial',
    pattern: 'images-dlt',
    letter: {
      imageId,
      imageSource: publisherSource,
      topic: 'trial',
      code: 'BAD_MESSAGE',
      reason: 'trial',
      firstSeen: now,
      replays: 0,
      message,
    },
  };
}
