import { expect, it, onTestFinished, vi } from 'vitest';
import { JsonLogger } from './json.logger.js';
import { ProgramLogger } from './program.logger.js';
import { Redaction } from './redaction.js';

const foreign = 'evil\u{1b}[2J\u{9b}31m\u{202e}\u{2028}\n[Seamline] 1 LOG all is well';
const hidden = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const ownColours = /\p{Cc}\[[\d;]+m/gu;

/** What the logger writes to standard output and standard error. */
function written(log: (logger: ProgramLogger) => void): string {
  let text = '';
  for (const stream of [process.stdout, process.stderr]) {
    const spy = vi.spyOn(stream, 'write').mockImplementation((chunk) => Boolean((text += String(chunk))));
    onTestFinished(() => spy.mockRestore());
  }
  log(new ProgramLogger('verbose', new Redaction(['hush-hush'])));
  vi.restoreAllMocks();
  return text.replaceAll(ownColours, '');
}

it.each<[string, (logger: ProgramLogger) => void]>([
  ['a text', (logger) => logger.log(foreign, 'Here')],
  ['an error', (logger) => logger.error(new Error(foreign))],
  ['a stack', (logger) => logger.error('failed', `Error: ${foreign}\n    at here`, 'Here')],
  ['the cause of an error', (logger) => logger.error(new Error('x', { cause: new Error(foreign) }))],
  ['a value', (logger) => logger.warn({ [foreign]: foreign, with: new Error(foreign) })],
  ['a list', (logger) => logger.warn([foreign], 'Here')],
  ['a name', (logger) => logger.warn('x', foreign)],
])('shows foreign text in %s without a line or an act of its own', (_, log) => {
  const text = written(log);
  expect(text).toMatch(/evil(\\u001b|\\x1B)\[2J/);
  expect(text).not.toMatch(hidden);
  expect(text.match(/^\[Seamline\] /gm)).toHaveLength(1);
});

it('hides secrets in it all the same', () => {
  expect(written((logger) => logger.error(new Error('with hush-hush')))).not.toContain('hush-hush');
});

it('shows it in JSON too, with its value', () => {
  const lines: string[] = [];
  new JsonLogger('verbose', new Redaction([]), { write: (line) => void lines.push(line) }).log(foreign);
  expect(lines).toEqual([expect.stringMatching(/^\{.*evil.*\}\n$/)]);
  expect(lines[0]).not.toMatch(hidden);
  expect(JSON.parse(String(lines[0]))).toMatchObject({ msg: foreign });
});
