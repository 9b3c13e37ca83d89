import type { ReceivedMessage } from '../../transport/broker.js';
import type { Envelope } from '../../transport/delivery/codec.js';
import { isCreated, s3Records } from './s3.js';

/**
 * The messages of a notification with several new objects, one for each, so that a failed one gets a dead letter which
 * replays alone. No message where no object is new. Undefined for any other message.
 */
export function partsOf(message: ReceivedMessage): readonly Envelope[] | undefined {
  const created = s3Records(message)?.filter(isCreated);
  if (created === undefined || created.length === 1) return undefined;
  const { key, partitionKey } = message;
  // A replay's headers would name all of them as one image.
  const headers = Object.fromEntries(
    Object.entries(message.headers).filter(([name]) => !name.startsWith('seamline-')),
  );
  return created.map((each) => ({
    key,
    partitionKey,
    headers,
    value: Buffer.from(JSON.stringify({ Records: [each] })),
  }));
}
