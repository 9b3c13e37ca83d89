import { createHash } from 'node:crypto';
import { isPrintable } from '../attribute-text.js';
import { maxIdLength } from '../attributes.js';
import type { EventAttributes } from '../event-attributes.js';

/** What a store has reported, as the attributes of a CloudEvent without data. Undefined ones are absent. */
export function notificationAttributes(
  values: Readonly<Record<string, string | undefined>>,
): EventAttributes {
  const names = Object.keys(values).filter((name) => values[name] !== undefined);
  return {
    get: (name) => (Object.hasOwn(values, name) ? values[name] : undefined),
    names: () => names,
    contentType: undefined,
    data: null,
  };
}

/** An event's id, `object#version`: the hash of a name that is too long or unprintable stands for it. */
export function eventIdOf(object: string, version: string | undefined): string {
  const suffix = version === undefined ? '' : `#${version}`;
  const id = object + suffix;
  if (isPrintable(id) && id.length <= maxIdLength) return id;
  return `sha256:${createHash('sha256').update(object).digest('hex')}${suffix}`;
}
