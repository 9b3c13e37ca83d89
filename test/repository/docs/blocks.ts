import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { commandsOf, type ShellCommand } from './shell.js';

export const root = resolve(import.meta.dirname, '../../..');

/** A block of shell commands in a page. */
export interface Block {
  /** Such as `docs/cli.md:17`. */
  readonly place: string;
  readonly commands: readonly ShellCommand[];
  /** Why it cannot run here, where a comment above it says so. */
  readonly notRun: string | undefined;
}

/** README.md and every page below docs/. */
export const pages: readonly { readonly path: string; readonly text: string }[] = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path.replaceAll('\\', '/')}`),
].map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

const fence = /(?:<!-- not run: (.+) -->\n\s*\n?)?^( *)```sh\n([\s\S]*?)^ *```$/gm;

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

export const blocks: readonly Block[] = pages.flatMap(({ path, text }) =>
  [...text.matchAll(fence)].map(({ 0: all, 1: notRun, 3: script = '', index }) => ({
    place: `${path}:${lineOf(text, index + all.indexOf('```sh'))}`,
    commands: commandsOf(script),
    notRun,
  })),
);
