import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { environment } from '../../../src/configuration.js';
import { pages, root } from './blocks.js';

const textOf = (path: string) => readFileSync(join(root, path), 'utf8');
/** Names in capitals that are no settings: codes of errors, of gRPC, of Node, and variables of other programs. */
const codes = textOf('src/foundation/errors/app.error.ts') + textOf('src/api/inference/protocol-errors.ts');
const others =
  /^(NOT_FOUND|INVALID_ARGUMENT|RESOURCE_EXHAUSTED|DEADLINE_EXCEEDED|OTEL_\w+|SQLITE_\w+|TF_\w+|BENCH_\w+|POSTGRES_\w+|APP_FILTER|UV_THREADPOOL_SIZE|PERMISSION_DENIED)$/;

/** Also those of a file `.env`. */
const settingsFiles = (text: string) =>
  [...text.matchAll(/^```ini\n([\s\S]*?)^```$/gm)].map(([file]) => file);

const without = (text: string) => text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');
const inlineCode = (text: string) => [...without(text).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

/** As GitHub makes the anchor of a heading. */
const anchorsOf = (text: string) =>
  [...without(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

function isTarget(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(root, file))) return false;
  return anchor === undefined || anchorsOf(textOf(file)).includes(anchor);
}

it.each(pages)('$path links to what is there', ({ path, text }) => {
  const links = [...without(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  const own = links.filter((link) => !/^\w+:/.test(link));
  expect(own.filter((link) => !isTarget(path, link))).toEqual([]);
});

it.each(pages)('$path names settings and files that exist', ({ text }) => {
  const code = inlineCode(text);
  const names = [...code, ...settingsFiles(text)].flatMap((each) => [
    ...each.matchAll(/(?<![\w./-])[A-Z][A-Z0-9]*_[A-Z0-9_]*[A-Z0-9](?!\w)/g),
  ]);
  const unknown = names
    .map(([name]) => name)
    .filter((name) => !(name in environment.shape) && !codes.includes(`'${name}'`) && !others.test(name));
  const files = code.filter((each) =>
    /^(src|test|docs|scripts|bench|deploy|examples|public)\/[\w./-]+$/.test(each),
  );
  expect([...unknown, ...files.filter((file) => !existsSync(join(root, file)))]).toEqual([]);
});
