import { z } from 'zod';
import { InvalidError } from '../foundation/errors/app.error.js';
import { shown } from '../foundation/errors/shown.js';
import type { ReceivedMessage } from '../transport/broker.js';
import { printableText } from './attribute-text.js';
import { maxIdLength, maxSourceLength, readAttribute } from './attributes.js';
import { readAttributes } from './cloud-event.js';
import type { EventAttributes } from './event-attributes.js';
import { parseObject } from './json-object.js';
import type { LabelEvent } from './label.event.js';

const lengths = (most: number) => `text of 1 to ${most} characters, none of them a control character`;
const textOf = (most: number) =>
  printableText(z.string(lengths(most)).min(1, lengths(most)).max(most, lengths(most)), lengths(most));
const text = textOf(maxIdLength);
const labelAllowed = `one of the model's labels as ${lengths(maxIdLength)}, or its index as a whole number from 0 on`;

/** The fields of a label, over HTTP and in an event. */
export const labelFields = {
  label: z.union(
    [
      text,
      z
        .int()
        .nonnegative()
        .max(2 ** 31 - 1),
    ],
    labelAllowed,
  ),
  source: text.optional(),
};

/** A label's data. With `imageSource`, the `imageId` is the id of the image's event; else its name, or that id. */
export const labelSchema = z.object({
  imageId: text,
  imageSource: textOf(maxSourceLength).optional(),
  ...labelFields,
});

export const labelEventType = 'seamline.label.v1';

/**
 * Reads `{"imageId", "label", "source"?}`: a CloudEvent's data, or a bare message. The default `source` is the
 * CloudEvent's.
 *
 * @throws InvalidError `BAD_MESSAGE` that names the first wrong field, the value seen and what is allowed.
 */
export function decodeLabel(message: ReceivedMessage): LabelEvent {
  const attributes = readAttributes(message);
  const data = parseObject(attributes.data ?? new Uint8Array());
  const result = labelSchema.safeParse(data);
  if (result.success) {
    const { source = readAttribute(attributes, 'source', text), ...label } = result.data;
    return { ...label, source, givenAt: givenAt(attributes, message) };
  }
  const [issue] = result.error.issues;
  const field = String(issue?.path[0]);
  const value = new Map(Object.entries(data)).get(field);
  const seen = value === undefined ? 'missing' : shown(value).text;
  throw new InvalidError('BAD_MESSAGE', `${field} is ${seen.slice(0, 60)}; allowed: ${issue?.message}`);
}

/** A label is never newer than its publishing: a sender's clock that is ahead would win over every later label. */
function givenAt(attributes: EventAttributes, { publishedAt }: ReceivedMessage): string {
  const published = Number.isNaN(publishedAt.getTime()) ? 0 : publishedAt.getTime();
  const given = attributes.get('time');
  if (given === undefined) return new Date(published).toISOString();
  if (!z.iso.datetime({ offset: true }).safeParse(given).success) {
    throw new InvalidError(
      'BAD_MESSAGE',
      `time is ${JSON.stringify(given.slice(0, 60))}; allowed: a time as 2026-01-31T12:00:00Z`,
    );
  }
  return Date.parse(given) > published ? new Date(published).toISOString() : toUtc(given);
}

/** To the nanosecond, where the sender gives so much: two labels within a millisecond have an order too. */
function toUtc(time: string): string {
  const digits = /\.(\d+)/.exec(time)?.[1] ?? '';
  const finer = digits.slice(3, 9).replace(/0+$/, '');
  return new Date(time).toISOString().replace('Z', `${finer}Z`);
}
