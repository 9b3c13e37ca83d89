import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './blocks.js';
import { checkSeamline } from './check-seamline.js';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};
/** `npm run bench` takes questions out of this table, and these flags. */
const questions = readFileSync(join(root, 'bench/questions.ts'), 'utf8');
const benchFlags = ['--quick', '--full', '--check', '--json', '--svg', '--minutes'];

/** What is wrong with `npm start`, `npm test …`, `npm run …` and `npm install <file>`. */
export function checkNpm([, verb = '', ...rest]: readonly string[]):
  Promise<string | undefined> | string | undefined {
  if (verb === 'install') return undefined;
  const [name, words] = verb === 'run' ? [rest[0] ?? '', rest.slice(1)] : [verb, rest];
  const script = scripts[name];
  if (script === undefined) return `package.json has no script ${name}`;
  const [dashes, ...args] = words;
  if (dashes !== undefined && dashes !== '--') return `npm takes ${dashes} for itself: write -- before it`;
  const command = /dist\/cli\/seamline\.js (\S+)/.exec(script)?.[1];
  if (command !== undefined) return checkSeamline([command, ...args]);
  if (name === 'test')
    return missing(
      args.filter((path) => !isTest(path)),
      'tests',
    );
  if (name === 'bench')
    return missing(
      args.filter((word) => !isBench(word)),
      'questions or flags',
    );
  return undefined;
}

const missing = (words: readonly string[], what: string) =>
  words.length > 0 ? `there are no ${what} ${words.join(', ')}` : undefined;

/** Tests are named by how their path begins. */
const isTest = (path: string) =>
  existsSync(join(root, dirname(path))) &&
  readdirSync(join(root, dirname(path))).some((name) => join(dirname(path), name).startsWith(path));

const isBench = (word: string) =>
  benchFlags.includes(word) ||
  word.endsWith('.svg') ||
  /^\d+(\.\d+)?$/.test(word) ||
  new RegExp(` ${word}(:| })`).test(questions);
