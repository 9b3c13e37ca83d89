import { z } from 'zod';

// The kinds of settings' values. A message says what is allowed; the error puts name and value before it.

/** A whole number within bounds, both inclusive. */
export const whole = (lowest: number, highest = Number.MAX_SAFE_INTEGER) => {
  const allowed = `a whole number from ${lowest} to ${highest === Number.MAX_SAFE_INTEGER ? 'any' : highest}`;
  return z
    .string()
    .regex(/^\d+$/, allowed)
    .transform(Number)
    .refine((value) => value >= lowest && value <= highest, allowed);
};

/** One word out of a list. */
export const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, { error: `one of ${values.join(', ')}` });

const partsOf = (text: string) => text.split(',').map((part) => part.trim());

/** Words out of a list, separated by commas, each once, at least one. */
export const listOf = <const T extends readonly string[]>(values: T) =>
  z
    .string()
    .transform((text) => [...new Set(partsOf(text))])
    .pipe(
      z.array(z.enum(values, { error: `a comma-separated list out of ${values.join(', ')}` })).nonempty(),
    );

/** `true` or `false`. */
export const flag = z
  .enum(['true', 'false'], { error: 'true or false' })
  .transform((value) => value === 'true');

/** A topic's name that every broker accepts. */
export const topic = z
  .string()
  .regex(/^[A-Za-z][\w.-]{2,200}$/, 'a topic name: 3 to 201 letters, digits, . _ -');

/** A name, or an IPv6 address in brackets, and a port. */
const hostAndPort = /^([^\s:/[\]]+|\[[\da-f:.]+(%\w+)?\]):\d{1,5}$/i;
const isAddress = (text: string) => hostAndPort.test(text) && Number(text.replace(/.*:/, '')) <= 65_535;

/** Addresses separated by commas. */
export const addresses = z
  .string()
  .transform(partsOf)
  .pipe(
    z.array(z.string().refine(isAddress, 'a comma-separated list of host:port or [IPv6]:port')).nonempty(),
  );

/** Texts separated by commas; each must be allowed. */
export const list = (allowed: string, isAllowed: (part: string) => boolean) =>
  z
    .string()
    .transform(partsOf)
    .pipe(z.array(z.string().refine(isAllowed, allowed)));
