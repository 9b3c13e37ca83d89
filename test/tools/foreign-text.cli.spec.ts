import type { Command } from 'commander';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { predictionEventExample } from '../../src/events/event.examples.js';
import { encodePrediction } from '../../src/events/prediction.codec.js';
import { createProgram } from '../../src/tools/cli/program.js';
import { openBroker } from '../../src/tools/verification/open-broker.js';
import { noNative } from '../support/native.js';
import { type OnEnd, onSuiteFinished, ownSettings, temporaryFolder } from '../support/test-application.js';
import { run as runProcess, seamline, type Settings } from './cli/seamline.js';
import { foreign, startHostileService } from './foreign/hostile-service.js';

const nothingForeign = 'prints only what it has been given or has made';

/** Every command, and its arguments: `URL` is a hostile service, `FOLDER` has files with hostile names. */
const commands: Readonly<Record<string, readonly string[] | string>> = {
  start: 'its log: see src/operations/logging/program.logger.spec.ts',
  demo: 'its own service and images',
  doctor: ['doctor'],
  watch: ['watch', '--url', 'URL'],
  publish: ['publish', 'FOLDER'],
  consume: ['consume', '--from', 'earliest', '--limit', '1'],
  verify: ['verify', '--url', 'URL'],
  resolve: ['resolve', '--url', 'URL'],
  'dead-letters list': ['dead-letters', 'list', '--url', 'URL'],
  'dead-letters show': ['dead-letters', 'show', '1', '--url', 'URL'],
  'dead-letters replay': ['dead-letters', 'replay', '--yes', '--url', 'URL'],
  export: ['export', '--labelled', '--to', 'OUT', '--url', 'URL'],
  import: ['import', 'MODEL', '--name', 'x', '--labels', 'one,two', '--output', 'sigmoid', '--to', 'OUT'],
  train: ['train', '--name', 'x', '--data', 'FOLDER'],
  evaluate: ['evaluate', '--model', 'fashion-mnist@2', '--data', 'FOLDER'],
  'topics create': nothingForeign,
  'topics delete': nothingForeign,
  'topics list': ['topics', 'list'],
  'subscriptions create': nothingForeign,
  'subscriptions delete': nothingForeign,
  'subscriptions list': ['subscriptions', 'list'],
  'api-key': nothingForeign,
  plan: nothingForeign,
  completion: nothingForeign,
  chaos: 'its own services and images',
};
const tried = Object.entries(commands).filter(
  (entry): entry is [string, readonly string[]] => typeof entry[1] !== 'string',
);

/** Everything but the ends of lines that a terminal obeys or hides. */
const hidden = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe('Foreign text in a terminal', () => {
  const onEnd = onSuiteFinished();
  let places: Readonly<Record<string, string>>;
  let settings: Settings;

  beforeAll(async () => {
    const url = await startHostileService(onEnd);
    const folder = join(await temporaryFolder(onEnd), 'pictures');
    // A file system takes every character but the slash.
    for (const label of ['one', 'two']) {
      await mkdir(join(folder, `${label} ${foreign}`), { recursive: true });
      await writeFile(join(folder, `${label} ${foreign}`, `${foreign}.png`), 'no picture');
    }
    places = { URL: url, FOLDER: folder, MODEL: await hostileModel(onEnd) };
    settings = {
      ...(await ownSettings(onEnd)),
      PORT: new URL(url).port,
      ROLES: 'results',
      LOG_FORMAT: 'pretty',
      NO_COLOR: '1',
    };
    await publishForeign(settings);
  });

  it('is tried with every command', async () => {
    const leaves = ({ commands: below }: Command, path = ''): string[] =>
      below.length === 0 ? [path] : below.flatMap((each) => leaves(each, `${path} ${each.name()}`.trim()));
    expect(Object.keys(commands).toSorted()).toEqual(leaves(await createProgram()).toSorted());
  });

  const expectVisible = async (name: string, words: readonly string[]) => {
    const at = { ...places, OUT: await temporaryFolder() };
    const given = words.map((word) => at[word as keyof typeof at] ?? word);
    const { output, notes } =
      name === 'watch' ? await firstLineOf(given) : await runProcess(settings, ...given);
    const shown = output + notes;
    expect(shown, 'foreign text was printed').toContain('evil');
    expect(shown).not.toMatch(hidden);
    expect(shown).not.toMatch(/^forged/m);
  };

  const isTraining = ([name]: readonly [string, ...unknown[]]) => name === 'train';
  it.each(tried.filter((each) => !isTraining(each)))('is visible, and forges no line: %s', expectVisible);
  it.skipIf(noNative).each(tried.filter(isTraining))(
    `is visible, and forges no line: %s${noNative}`,
    expectVisible,
  );

  it('is visible in JSON, which keeps its value', async () => {
    const { output } = await runProcess({}, 'verify', '--json', '--url', String(places['URL']));
    expect(output).not.toMatch(hidden);
    expect(output).not.toContain('forged\n');
    expect(JSON.stringify(JSON.parse(output))).toContain(JSON.stringify(foreign).slice(1, -1));
  });

  it('is visible in what a service refuses, and in a mistaken argument', async () => {
    const words = ['dead-letters', 'show', '2', '--url', String(places['URL'])];
    const [refused, mistaken] = [
      await runProcess({}, ...words),
      await runProcess({}, 'doctor', `--${foreign}`),
    ];
    for (const { code, notes } of [refused, mistaken]) {
      expect([code, notes]).toEqual([2, expect.stringContaining('evil\\u001b[2J')]);
      expect(notes).not.toMatch(hidden);
      expect(notes).not.toMatch(/^forged/m);
    }
  });

  async function firstLineOf(words: readonly string[]) {
    const { child, printed, code } = seamline(settings, ...words);
    await expect.poll(() => printed.output, { timeout: 20_000 }).toContain('evil');
    child.kill('SIGINT');
    await code;
    return printed;
  }
});

it('is written by one file alone', async () => {
  const folder = join(import.meta.dirname, '../../src/tools');
  const files = await readdir(folder, { recursive: true });
  const writes = async (file: string) =>
    /console\.(log|error|warn|info)\(|process\.std(out|err)\.write\(/.test(
      await readFile(join(folder, file), 'utf8'),
    );
  const writers: string[] = [];
  for (const file of files) if (file.endsWith('.ts') && (await writes(file))) writers.push(file);
  expect(writers).toEqual(['cli/terminal.ts']);
});

/** A prediction with foreign text, and a topic and a group with such names. */
async function publishForeign(own: Settings): Promise<void> {
  const config = readConfig(own);
  const broker = await openBroker('embedded', config);
  const topic = config.transport.topics.predictions;
  await broker.admin.createSubscription({ topic: foreign, group: foreign });
  // No prediction has a control character; the rest of what is foreign it may have.
  const label = foreign.replaceAll(/\p{Cc}/gu, '');
  const prediction = { ...predictionEventExample, label, model: label };
  await broker.publish(topic, [encodePrediction(prediction, 'embedded')]);
  await broker.close();
}

/** A network whose first layer has a hostile kind. */
async function hostileModel(onEnd: OnEnd): Promise<string> {
  const folder = join(await temporaryFolder(onEnd), 'model');
  await cp(fileURLToPath(new URL('../inputs/models/binary', import.meta.url)), folder, { recursive: true });
  const path = join(folder, 'model.json');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('"Conv2D"', JSON.stringify(foreign)));
  return folder;
}
