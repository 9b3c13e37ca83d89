import { createHash } from 'node:crypto';
import { headerText, plainText, type ReceivedMessage } from '../transport/broker.js';
import { replaysOf } from '../transport/delivery/replay-message.js';
import { isPrintable } from './attribute-text.js';
import { maxIdLength } from './attributes.js';

/** The CloudEvents source of the images that Seamline publishes itself. */
export const publisherSource = '/seamline/publisher';

/** On a dead letter: the image's name and its source, where the message's own headers do not give them. */
export const imageIdHeader = 'seamline-image-id';
export const imageSourceHeader = 'seamline-image-source';

/** CloudEvents 1.0, 3.1: source and id together name an event. */
export interface ImageReference {
  /** Undefined where only the id is known, as in the events of earlier versions: then the id is the whole name. */
  readonly source?: string | undefined;
  readonly id: string;
}

/** The settings by which a message without source and id gets its name. */
export interface Naming {
  /** The name of the message's broker. */
  readonly broker: string;
  /** `KEYS_ARE_UNIQUE`: the key names the message, not its place. */
  readonly keysAreUnique: boolean;
}

/**
 * The key of an image in every table and link. For images that Seamline publishes it is their id, as in all earlier
 * versions; for others source, space, id. Where that has over 512 characters, or the source a space, it is a SHA-256.
 */
export function imageName({ source, id }: ImageReference): string {
  if (source === undefined || (source === publisherSource && !id.includes(' '))) return id;
  const name = `${source} ${id}`;
  if (name.length <= maxIdLength && !source.includes(' ')) return name;
  return createHash('sha256')
    .update(JSON.stringify([source, id]))
    .digest('hex');
}

/** The reverse. A name that consists of an id alone, or of a hash, has no source. */
export function parseImageName(name: string): ImageReference {
  const space = name.indexOf(' ');
  return space < 1 ? { id: name } : { source: name.slice(0, space), id: name.slice(space + 1) };
}

/** The name that a replay gives: its letter's, also where an earlier version named the image by its id alone. */
export function replayedName(message: ReceivedMessage): string | undefined {
  const name = replaysOf(message) > 0 ? headerText(message, imageIdHeader) : undefined;
  return name !== undefined && isName(name) ? name : undefined;
}

/**
 * Names a message that is no event: by its dead letter, if it was one; by its key, where keys are unique; else by its
 * place and time. A topic that is made again repeats places, but not their times.
 */
export function bareReference(message: ReceivedMessage, naming: Naming): ImageReference {
  const known = headerText(message, imageIdHeader);
  if (known !== undefined && isName(known)) return parseImageName(known);
  const { topic, id, publishedAt } = message;
  const key = naming.keysAreUnique ? keyText(message) : undefined;
  return { source: `/${naming.broker}/${topic}`, id: key ?? `${id}/${publishedAt.getTime() || 0}` };
}

/** The key as text; bytes that are no text as base64, a long key as its hash. Undefined without a key. */
export function keyText({ key }: Pick<ReceivedMessage, 'key'>): string | undefined {
  if (key === undefined || key.length === 0) return undefined;
  const text = key instanceof Uint8Array ? plainText(key) : key;
  if (text !== undefined && isName(text)) return text;
  const coded = `base64:${Buffer.from(key).toString('base64')}`;
  return isName(coded) ? coded : `sha256:${createHash('sha256').update(key).digest('hex')}`;
}

const isName = (text: string) => text.length > 0 && text.length <= maxIdLength && isPrintable(text);
