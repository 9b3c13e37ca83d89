import type { Random } from '../../support/random.js';

export const oneOf = <Value>(values: readonly Value[], random: Random): Value =>
  values[random.below(values.length)] as Value;

export const times = <Value>(count: number, make: (at: number) => Value): Value[] =>
  Array.from({ length: count }, (_, at) => make(at));

const texts = [
  '',
  ' ',
  '0',
  '-1',
  '1.5',
  '1e3',
  'NaN',
  '9007199254740993',
  'null',
  'true',
  '\0',
  'a\nb',
  '\u{1f600}',
  '\ud800',
  '../../../../etc/passwd',
  '..%2f..%2fetc',
  "'; drop table outcomes; --",
  '<script>alert(1)</script>',
  '${7*7}',
  '__proto__',
  'constructor',
  'toString',
  'fashion-mnist',
  'x'.repeat(600),
  'x'.repeat(5_000),
  '%',
  '%00',
  '[]',
  '{}',
];

export const hostileText = (random: Random): string => oneOf(texts, random);

const values: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  [],
  {},
  [[[[[]]]]],
  { length: 1e9 },
  { toString: 1, valueOf: null },
  { constructor: { prototype: {} } },
];

/** A value of JSON that a field does not expect. */
function hostileValue(random: Random): unknown {
  return random.below(2) === 0 ? hostileText(random) : oneOf(values, random);
}

/** The JSON value with another one at a place of it, or without a field. */
function withOneChange(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random.below(5) === 0) return hostileValue(random);
  const keys = Object.keys(value);
  if (keys.length === 0) return hostileValue(random);
  const key = oneOf(keys, random);
  const changed = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  const fields = changed as Record<string, unknown>;
  const choice = random.below(6);
  if (choice === 0) delete fields[key];
  else if (choice === 1) fields[hostileText(random)] = fields[key];
  else fields[key] = withOneChange(fields[key], random);
  return changed;
}

const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;

/** The text of a JSON value, which may be no JSON any more. */
export function hostileJson(value: unknown, random: Random): string {
  const text = JSON.stringify(value) ?? '';
  const at = random.below(text.length + 1);
  const ways = [
    () => text,
    () => JSON.stringify(withOneChange(value, random)) ?? '',
    () => JSON.stringify(withOneChange(withOneChange(value, random), random)) ?? '',
    () => text.slice(0, at),
    () => text.slice(0, at) + hostileText(random) + text.slice(at),
    () => text.replace(/"[^"]*"|\d+/, nested),
    () => `${text.slice(0, at)}${text.slice(at).replace(/(?<=[:[,])("[^"]*"|\d+)/, nested)}`,
    () => nested,
    () => text.replace('{', '{"__proto__":{"polluted":1},'),
    () => text.replace(/\d+/, '9'.repeat(400)),
  ];
  return oneOf(ways, random)();
}
