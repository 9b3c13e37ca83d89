import { expect, it } from 'vitest';
import { deadLettersCommand } from '../../src/tools/cli/dead-letters.js';
import { readConfig } from '../../src/configuration.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { call } from '../support/http.js';
import { catchPrinted } from '../support/printed.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

const printed = catchPrinted();

/** What the command prints. */
async function run(...words: string[]): Promise<string> {
  printed.text = '';
  await deadLettersCommand().parseAsync(words, { from: 'user' });
  return printed.text;
}

async function startWithOneLetter() {
  const settings = await ownSettings();
  const { topics } = readConfig(settings).transport;
  const { url, app } = await startTestApplication(settings);
  const hostile = {
    topic: topics.images,
    key: 'hostile',
    value: Buffer.from('{}'),
    headers: { mine: 'kept' },
  };
  await app.get<Brokers>(BROKERS).get('embedded')!.publish([hostile]);
  const count = async () => (await call<unknown[]>(`${url}/dead-letters`)).body.length;
  await expect.poll(count, { timeout: 20_000 }).toBe(1);
  return { url, count, topic: topics.images };
}

it('lists and shows dead letters, as text and as JSON', async () => {
  const { url, topic } = await startWithOneLetter();
  expect(await run('list', '--url', url)).toMatch(new RegExp(`ID .*\n1 .* embedded +${topic} +BAD_MESSAGE`));
  expect(await run('list', '--url', url, '--code', 'OTHER')).toBe('no dead letters\n');
  expect(await run('show', '1', '--url', url)).toMatch(/payload +2 bytes, application\/json[^]*mine +kept/);
  expect(JSON.parse(await run('show', '1', '--url', url, '--json'))).toMatchObject({ id: 1, key: 'hostile' });
});

it('replays one by its id, and several only when that is confirmed', async () => {
  const { url, count } = await startWithOneLetter();
  expect(await run('replay', '--dry-run', '--url', url)).toContain('1 of 1 dead letters would be replayed');
  await expect(run('replay', '--url', url)).rejects.toThrow('--yes');
  await expect(run('replay', '1', '--code', 'X', '--url', url)).rejects.toThrow(
    'with an id, leave the filter',
  );
  expect(await count()).toBe(1);
  expect(await run('replay', '1', '--url', url)).toContain('replay 1');
  await expect.poll(count, { timeout: 20_000 }).toBe(2);
  expect(await run('replay', '--yes', '--code', 'BAD_MESSAGE', '--url', url)).toContain(
    '1 of 1 dead letters replayed',
  );
  await expect.poll(count, { timeout: 20_000 }).toBe(3);
});

it('says where nobody answers, and what the service says', async () => {
  await expect(run('list', '--url', 'http://127.0.0.1:9')).rejects.toThrow(
    'http://127.0.0.1:9 does not answer',
  );
  const { url } = await startTestApplication(await ownSettings());
  await expect(run('show', '5', '--url', url)).rejects.toThrow('no dead letter has the id 5');
  await expect(run('show', 'five', '--url', url)).rejects.toMatchObject({
    code: 'commander.invalidArgument',
  });
});
