import { z } from 'zod';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { quoted } from '../../foundation/errors/quoted.js';
import { asBuffer, type ReceivedMessage } from '../../transport/broker.js';
import type { EventAttributes } from '../event-attributes.js';
import { parseObject } from '../json-object.js';
import { objectUri } from '../picture-reference.js';
import { eventIdOf, notificationAttributes } from './notification.js';

/**
 * Event records of S3. Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 * and MinIO's event package, which adds `EventName` and `Key` around them and `s3:` before the name.
 */
const record = z.object({
  eventName: z.string(),
  eventTime: z.string().optional(),
  s3: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      /** Encoded as a form encodes it: a space is a plus sign. */
      key: z.string(),
      versionId: z.string().nullish(),
      eTag: z.string().nullish(),
      sequencer: z.string().nullish(),
    }),
  }),
});

/** Everything up to the first name of such a message. A test has its names in the order of its server. */
const start = /^\s*\{\s*"(Records|EventName|Key|Service|Event|Bucket|Time)"\s*:/;
/** Characters of a body that `start` may have to read. */
const startLength = 100;

/** The records of a message, in their order; undefined for any other message. None: a test, or no record at all. */
export function s3Records(message: Pick<ReceivedMessage, 'value'>): readonly unknown[] | undefined {
  const { value } = message;
  if (value === null || !mayBeObject(value)) return undefined;
  if (!start.test(asBuffer(value.subarray(0, startLength)).toString('latin1'))) return undefined;
  const { Records: records, Event: event } = parseObject(value);
  if (Array.isArray(records)) return records;
  return event === 's3:TestEvent' ? [] : undefined;
}

const openingBrace = 0x7b;
const blanks = [0x20, 0x09, 0x0a, 0x0d];

function mayBeObject(value: Uint8Array): boolean {
  const first = value[0] as number;
  return first === openingBrace || blanks.includes(first);
}

/** Whether a record reports a new object. One that is no record counts: it must become a dead letter. */
export function isCreated(each: unknown): boolean {
  const name = nameOf(each);
  return name === undefined || /^(s3:)?ObjectCreated:/.test(name);
}

function nameOf(each: unknown): string | undefined {
  if (typeof each !== 'object' || each === null || !('eventName' in each)) return undefined;
  return typeof each.eventName === 'string' ? each.eventName : undefined;
}

/**
 * The record of a message that reports exactly one new object. Undefined for any other message.
 *
 * @throws InvalidError `BAD_MESSAGE` that names the first wrong field.
 */
export function s3Notification(message: ReceivedMessage): EventAttributes | undefined {
  const created = s3Records(message)?.filter(isCreated);
  return created?.length === 1 ? attributesOfRecord(created[0]) : undefined;
}

function attributesOfRecord(given: unknown): EventAttributes {
  const read = record.safeParse(given);
  if (!read.success) {
    const field = read.error.issues[0]?.path.join('.') ?? '';
    throw new InvalidError('BAD_MESSAGE', `the record of S3 has no valid ${field || 'content'}`);
  }
  const { bucket, object } = read.data.s3;
  const key = keyOf(object.key);
  const version = object.versionId ?? undefined;
  return notificationAttributes({
    specversion: '1.0',
    // Without versions each writing of an object has at least a place in their order.
    id: eventIdOf(key, version ?? object.sequencer ?? object.eTag ?? undefined),
    source: `s3://${bucket.name}`,
    type: `com.amazonaws.s3.${read.data.eventName.replace(/^s3:/, '')}`,
    time: read.data.eventTime,
    dataref: objectUri({ scheme: 's3', bucket: bucket.name, object: key, version }),
    datarefetag: object.eTag ?? undefined,
  });
}

function keyOf(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch (cause) {
    const text = `s3.object.key is ${quoted(encoded)}; allowed: percent-encoded UTF-8`;
    throw new InvalidError('BAD_MESSAGE', text, { cause });
  }
}
