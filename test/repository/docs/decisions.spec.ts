import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from './blocks.js';

const folder = join(root, 'docs/decisions');
const design = readFileSync(join(root, 'docs/design.md'), 'utf8');

/** The end of a link to a section, as GitHub makes it from the heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');

it.each(readdirSync(folder))('each section of docs/decisions/%s is in the list of docs/design.md', (page) => {
  const headings = [...readFileSync(join(folder, page), 'utf8').matchAll(/^## (.+)$/gm)];
  const links = headings.map(([, heading = '']) => `(decisions/${page}#${anchorOf(heading)})`);
  expect(links).not.toEqual([]);
  expect(links.filter((link) => !design.includes(link))).toEqual([]);
});
