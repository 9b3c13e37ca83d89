import { createHash } from 'node:crypto';
import { headerOf, jsonOf, type RawMessage } from './raw-message.js';

const longestName = 512;
const longestSource = 2_048;
const control = /\p{Cc}/u;

/** A CloudEvent's attribute as text, in binary or structured mode; undefined when absent. */
export function attributeOf(message: RawMessage, name: string): string | undefined {
  const contentType = headerOf(message, 'content-type') ?? '';
  if (!contentType.startsWith('application/cloudevents'))
    return headerOf(message, `ce_${name}`) ?? headerOf(message, `ce-${name}`);
  const value = jsonOf(message.value)?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** An event's data: the value, or in structured mode the event's `data`. */
export function dataOf(message: RawMessage): Readonly<Record<string, unknown>> | undefined {
  const body = jsonOf(message.value);
  const isStructured = headerOf(message, 'content-type')?.startsWith('application/cloudevents') ?? false;
  return isStructured ? (body?.['data'] as Readonly<Record<string, unknown>> | undefined) : body;
}

/** The name of an image by what docs/decisions/identity.md says: by source and id. */
export function nameOf(source: string, id: string): string {
  if (source === '/seamline/publisher' && !id.includes(' ')) return id;
  const name = `${source} ${id}`;
  if (name.length <= longestName && !source.includes(' ')) return name;
  return createHash('sha256')
    .update(JSON.stringify([source, id]))
    .digest('hex');
}

/** The image that an event on the images topic is; a message that names none is named by its place and time. */
export function imageOfEvent(message: RawMessage, broker: string): string {
  return (
    eventName(message) ??
    headerOf(message, 'seamline-image-id') ??
    nameOf(`/${broker}/${message.topic}`, `${message.id}/${message.publishedAtMs}`)
  );
}

/** The image that a dead letter on the topic of images ends; undefined where it names none. */
export const imageOfLetter = (letter: RawMessage): string | undefined =>
  eventName(letter) ?? headerOf(letter, 'seamline-image-id');

/** The image that a prediction, or its dead letter, is about: a prediction's id is the image's name. */
export const imageOfPrediction = (message: RawMessage): string | undefined =>
  attributeOf(message, 'id') ?? headerOf(message, 'seamline-image-id');

/** A replay gives the name of its dead letter. */
function eventName(message: RawMessage): string | undefined {
  if (headerOf(message, 'seamline-replay') !== undefined && message.headers.has('seamline-image-id'))
    return headerOf(message, 'seamline-image-id');
  const [source, id] = [attributeOf(message, 'source'), attributeOf(message, 'id')];
  return isText(source, longestSource) && isText(id, longestName) ? nameOf(source, id) : undefined;
}

const isText = (text: string | undefined, longest: number): text is string =>
  text !== undefined && text.length > 0 && text.length <= longest && !control.test(text);
