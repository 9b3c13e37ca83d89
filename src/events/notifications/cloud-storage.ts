import { z } from 'zod';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { quoted } from '../../foundation/errors/quoted.js';
import type { ReceivedMessage } from '../../transport/broker.js';
import { attributeText } from '../attribute-text.js';
import type { EventAttributes } from '../event-attributes.js';
import { parseObject } from '../json-object.js';
import { objectUri } from '../picture-reference.js';
import { eventIdOf, notificationAttributes } from './notification.js';

/** The first part of the types that Google's own CloudEvents have. */
const typeStart = 'google.cloud.storage.object.v1.';
const finalized = `${typeStart}finalized`;

/** The same changes in the attribute `eventType` of notifications on Pub/Sub. */
const types: Readonly<Record<string, string>> = {
  OBJECT_FINALIZE: finalized,
  OBJECT_DELETE: `${typeStart}deleted`,
  OBJECT_ARCHIVE: `${typeStart}archived`,
  OBJECT_METADATA_UPDATE: `${typeStart}metadataUpdated`,
};

/** Whether an event reports a change of an object that makes no new picture. */
export const isOtherChange = (type: string | undefined): boolean =>
  type !== undefined && type.startsWith(typeStart) && type !== finalized;

/** Whether a message with these headers is a notification of Cloud Storage. */
export const isCloudStorageNotification = (headers: ReceivedMessage['headers']): boolean =>
  ['eventType', 'bucketId', 'objectId'].every((name) => Object.hasOwn(headers, name));

/**
 * A notification of Cloud Storage on Pub/Sub, whose attributes say all; its body may be empty. Undefined for any other
 * message. Source: https://cloud.google.com/storage/docs/pubsub-notifications.
 *
 * @throws InvalidError `BAD_MESSAGE` for an unknown `eventType`.
 */
export function cloudStorageNotification(message: ReceivedMessage): EventAttributes | undefined {
  if (!isCloudStorageNotification(message.headers)) return undefined;
  const eventType = attributeText(message, 'eventType') ?? '';
  const type = Object.hasOwn(types, eventType) ? types[eventType] : undefined;
  if (type === undefined) {
    const allowed = Object.keys(types).join(', ');
    throw new InvalidError('BAD_MESSAGE', `eventType is ${quoted(eventType)}; allowed: ${allowed}`);
  }
  const bucket = attributeText(message, 'bucketId') ?? '';
  const object = attributeText(message, 'objectId') ?? '';
  const version = attributeText(message, 'objectGeneration');
  return notificationAttributes({
    specversion: '1.0',
    id: eventIdOf(object, version),
    source: `gs://${bucket}`,
    type,
    time: attributeText(message, 'eventTime'),
    dataref: objectUri({ scheme: 'gs', bucket, object, version }),
  });
}

const storageObject = z.object({
  bucket: z.string(),
  name: z.string(),
  generation: z.union([z.string().regex(/^\d+$/), z.number()]).optional(),
});

/**
 * The object of Google's CloudEvent about a new one, as Eventarc sends it; undefined for any other event. Source:
 * https://github.com/googleapis/google-cloudevents, StorageObjectData.
 *
 * @throws InvalidError `BAD_MESSAGE` for data that names no object.
 */
export function objectOfEvent(attributes: EventAttributes): string | undefined {
  if (attributes.get('type') !== finalized || attributes.data === null) return undefined;
  const read = storageObject.safeParse(parseObject(attributes.data));
  if (!read.success) {
    const field = read.error.issues[0]?.path.join('.') ?? '';
    throw new InvalidError('BAD_MESSAGE', `the data of ${finalized} has no valid ${field}`);
  }
  const { bucket, name: object, generation } = read.data;
  return objectUri({ scheme: 'gs', bucket, object, version: generation?.toString() });
}
