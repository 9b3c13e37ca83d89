import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openBackends } from '../../src/serving/models/backends/open-backends.js';
import { readModelCard } from '../../src/serving/models/model-card.js';
import { toProbabilities } from '../../src/serving/models/outputs.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** Networks of many exporters, each in a folder with a `case.json`; `make` has the scripts that wrote them. */
const root = fileURLToPath(new URL('../inputs/models', import.meta.url));

interface Answered {
  readonly exporter: string;
  readonly card: object;
  /** Base64 of the pictures, one byte a value. */
  readonly pixels: string;
  /** What Python answers, a row for each picture. */
  readonly answers: readonly (readonly number[])[];
}

interface Refused {
  readonly exporter: string;
  readonly card?: object;
  /** Parts of the refusal: what is wrong, and what helps. */
  readonly refusal: string;
  readonly remedy: string;
}

const cases = readdirSync(root)
  .filter((name) => existsSync(join(root, name, 'case.json')))
  .map((name) => [name, JSON.parse(readFileSync(join(root, name, 'case.json'), 'utf8'))] as const);
const answered = cases.filter(([, content]) => 'answers' in content) as [string, Answered][];
const refused = cases.filter(([, content]) => 'refusal' in content) as [string, Refused][];

/** Opens the network as an engine's thread does. */
async function open(name: string, card: object | undefined) {
  const directory = join(await temporaryFolder(), name, '1');
  await mkdir(directory, { recursive: true });
  await cp(join(root, name), directory, { recursive: true });
  const file = card
    ? { 'card.json': JSON.stringify({ name, version: '1', ...card }) }
    : { 'labels.txt': 'a\nb\nc\n' };
  for (const [path, content] of Object.entries(file)) await writeFile(join(directory, path), content);
  const read = await readModelCard(directory);
  const cacheDirectory = join(directory, '../cache');
  const { backends } = await openBackends({ directory, card: read, cacheDirectory }, 'auto');
  return { backends, card: read };
}

describe('a network answers as in Python, to within 0.0001:', () => {
  it.each(answered.map(([name, { exporter }]) => [name, exporter]))('%s of %s', async (name) => {
    const { card: file, pixels, answers } = Object.fromEntries(answered)[name] as Answered;
    const { backends, card } = await open(name, file);
    for (const backend of backends) {
      const bytes = Uint8Array.from(Buffer.from(pixels, 'base64'));
      const seen = toProbabilities(await backend.run(bytes, answers.length), card);
      const differences = answers.flat().map((value, at) => Math.abs(value - (seen[at] ?? Number.NaN)));
      expect(Math.max(...differences), `${backend.name}: ${seen.join(' ')}`).toBeLessThan(1e-4);
      await backend.dispose();
    }
  });
});

describe('a network that would be served wrong is refused, with what is wrong and what helps:', () => {
  it.each(refused.map(([name, { exporter }]) => [name, exporter]))('%s of %s', async (name) => {
    const { card, refusal, remedy } = Object.fromEntries(refused)[name] as Refused;
    const error: unknown = await open(name, card).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'MODEL_UNAVAILABLE' });
    expect((error as Error).message).toContain(refusal);
    expect((error as Error).message).toContain(remedy);
  });
});
