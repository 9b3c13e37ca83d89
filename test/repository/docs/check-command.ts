import type { OpenApiDocument } from '../../../src/api/openapi/document.js';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment } from '../../../src/configuration.js';
import { root } from './blocks.js';
import { checkCurl } from './check-curl.js';
import { checkNpm } from './check-npm.js';
import { checkSeamline } from './check-seamline.js';
import type { ShellCommand } from './shell.js';

/** What is wrong with a command of the documentation; undefined where nothing is. */
export async function checkCommand(
  command: ShellCommand,
  document: OpenApiDocument,
): Promise<string | undefined> {
  const { settings, words } = command;
  const [program = '', second = ''] = words;
  const unknown = Object.keys(settings).filter((name) => !(name in environment.shape));
  if (unknown.length > 0) return `there is no setting ${unknown.join(', ')}`;
  if (program === 'npm') return checkNpm(words);
  if (program === 'npx' && second === 'seamline') return checkSeamline(words.slice(2));
  if (program === 'curl') return checkCurl(words, document);
  if (program === 'export')
    return checkCommand({ settings: namesOf(words.slice(1)), words: ['>'] }, document);
  if (program === 'node') return existsSync(join(root, second)) ? undefined : `there is no ${second}`;
  if (program === 'docker' && second === 'compose') return checkCompose(words.slice(3));
  if (program === '>') return undefined;
  return `${program} is not known to this test: write <!-- not run: why --> above the block`;
}

const namesOf = (words: readonly string[]) =>
  Object.fromEntries(words.map((word) => [word.split('=')[0] ?? '', '']));

function checkCompose(words: readonly string[]): string | undefined {
  const compose = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
  const services = words.filter((word) => !word.startsWith('-'));
  const unknown = services.filter((name) => !new RegExp(`^ {2}${name}:$`, 'm').test(compose));
  return unknown.length > 0 ? `docker-compose.yml has no ${unknown.join(', ')}` : undefined;
}
