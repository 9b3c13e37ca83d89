import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { environment } from '../../src/configuration.js';

const lines = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8').split('\n');
const setting = /^(#?)([A-Z][A-Z0-9_]*)=(.*)$/;

/** The settings of the example: name to text; undefined for those that are commented out. */
const listed = new Map<string, string | undefined>(
  lines.flatMap((line) => {
    const [, off, name = '', value] = setting.exec(line) ?? [];
    return name ? [[name, off ? undefined : value]] : [];
  }),
);

/** What the program takes when nothing is set. A default in somebody's home folder cannot stand in an example. */
function defaultOf(name: string): string | undefined {
  const value = (environment.parse({}) as Record<string, unknown>)[name];
  const text = value === undefined ? undefined : String(value);
  return text?.startsWith(homedir()) ? undefined : text;
}

describe('.env.example', () => {
  it('lists every setting, and no other', () => {
    expect([...listed.keys()].toSorted()).toEqual(Object.keys(environment.shape).toSorted());
  });

  it('gives each setting its default, and comments out those without one', () => {
    const defaults = Object.keys(environment.shape).map((name) => [name, defaultOf(name)]);
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(defaults));
  });

  it('explains each setting, or the group that it stands in, in the line above', () => {
    const isBare = (line: string, above = '') =>
      setting.test(line) && !setting.test(above) && !/^# \w/.test(above);
    expect(lines.filter((line, at) => isBare(line, lines[at - 1]))).toEqual([]);
  });
});
