import { z } from 'zod';
import { InvalidError } from '../foundation/errors/app.error.js';
import { isPrintable, printableText } from './attribute-text.js';
import { quoted } from '../foundation/errors/quoted.js';
import type { EventAttributes } from './event-attributes.js';

export const maxIdLength = 512;
export const maxSourceLength = 2_048;
/** Signed addresses are long. */
const maxReferenceLength = 4_096;
const maxSide = 65_535;
/** The largest value of a database's integer column. */
const maxIndex = 2 ** 31 - 1;

const text = printableText(z.string().min(1).max(maxIdLength)).meta({
  description: 'Text without control characters',
});

const source = printableText(z.string().min(1).max(maxSourceLength)).meta({
  description: 'The publisher, as a URI reference. Source and id together name the event',
});

/** A whole number in a header. */
function wholeNumber(lowest: number, highest: number) {
  const allowed = `allowed: ${lowest} to ${highest}`;
  return z
    .string()
    .regex(/^\d{1,16}$/, allowed)
    .refine((digits) => Number(digits) >= lowest && Number(digits) <= highest, allowed)
    .meta({ description: `A whole number from ${lowest} to ${highest}` });
}

const traceparent = z.string().max(512).meta({ description: 'W3C Trace Context: where the trace began' });
const tracestate = z.string().max(512).meta({ description: 'W3C Trace Context: what vendors add' });

/** The attributes of all our events. */
const context = {
  specversion: z.literal('1.0'),
  id: text,
  source,
  type: z.string().min(1),
  time: z.iso.datetime({ offset: true }).optional(),
  traceparent: traceparent.optional(),
  tracestate: tracestate.optional(),
};

const wantedModel = {
  model: text.optional().meta({ description: 'The model that shall answer. Default: the first of MODELS' }),
  modelversion: text.optional().meta({ description: 'Its version. Default: the one that serves' }),
};

/** CloudEvents attributes and extensions of each event; names in lower case, values as text. */
export const imageAttributes = z.object({
  ...context,
  ...wantedModel,
  requestid: text.optional().meta({ description: "Groups images. Default: the image's name" }),
  imageindex: wholeNumber(0, maxIndex).optional(),
  truelabel: text.optional(),
  partitionkey: z.string().optional().meta({ description: 'Images with the same key are handled in order' }),
  dataref: printableText(z.string().min(1).max(maxReferenceLength)).optional().meta({
    description:
      'Where the picture is, for an event without data: gs://bucket/object, s3://bucket/key, https://… or file:///…',
  }),
  datarefetag: text.optional().meta({ description: 'The ETag that the referenced object must still have' }),
  imagewidth: wholeNumber(1, maxSide).optional(),
  imageheight: wholeNumber(1, maxSide).optional(),
  imagechannels: z
    .enum(['1', '3', '4'], 'allowed: 1, 3, 4')
    .optional()
    .meta({ description: 'Grey, RGB or RGBA. Default: 1' }),
});

export const predictionAttributes = z.object({
  ...context,
  imagesource: source.optional().meta({ description: "The image event's source" }),
  imageeventid: text.optional().meta({ description: "The image event's id" }),
  requestid: text,
  imageindex: wholeNumber(0, maxIndex).optional(),
  model: text,
  modelversion: text,
});

/** Only a label's context matters; an event without it is a bare message. */
export const labelAttributes = z.object(context);

export const inferenceRequestAttributes = z.object({ ...context, ...wantedModel });
export const inferenceAnswerAttributes = z.object(context);

/** Each schema's last value: most attributes of an event equal those of the event before. */
const taken = new WeakMap<z.ZodType, string>();

/**
 * Reads an attribute by its schema; undefined when absent.
 *
 * @throws InvalidError `BAD_MESSAGE` that names the attribute, the value seen and what is allowed.
 */
export function readAttribute(
  attributes: EventAttributes,
  name: string,
  schema: z.ZodType,
): string | undefined {
  const value = attributes.get(name);
  if (value === undefined || taken.get(schema) === value) return value;
  const result = schema.safeParse(value);
  if (result.success) {
    taken.set(schema, value);
    return value;
  }
  const mistake = mistakeIn(value, longestOf(schema), result.error.issues[0]?.message);
  throw new InvalidError('BAD_MESSAGE', `${name} ${mistake}`);
}

function longestOf(schema: z.ZodType): number {
  const required = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  return (required instanceof z.ZodString ? required.maxLength : null) ?? maxIdLength;
}

function mistakeIn(value: string, longest: number, allowed: string | undefined): string {
  if (value.length === 0 || value.length > longest) {
    return `has ${value.length} characters; allowed: 1 to ${longest}`;
  }
  if (!isPrintable(value)) return `is ${quoted(value)}; control characters are not allowed`;
  return `is ${/^\d{1,16}$/.test(value) ? value : quoted(value)}; ${allowed}`;
}
