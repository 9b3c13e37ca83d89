import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportCommand } from '../../src/tools/cli/export.js';
import { readConfig } from '../../src/configuration.js';
import { fileOfImage } from '../../src/tools/console/labelled-export.js';
import { openData } from '../../src/training/open-data.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { call, predictionsOf, push } from '../support/http.js';
import { catchPrinted } from '../support/printed.js';
import { ownSettings, startTestApplication, temporaryFolder } from '../support/test-application.js';

const printed = catchPrinted();

/** What the command prints. */
async function run(...words: string[]): Promise<string> {
  printed.text = '';
  await exportCommand().exitOverride().parseAsync(words, { from: 'user' });
  return printed.text;
}

interface Exported {
  readonly written: number;
  readonly withoutPicture: number;
  readonly labels: Record<string, number>;
}

describe('seamline export', () => {
  it('writes what is labelled, also later, as a folder that training reads as it is', async () => {
    const settings: Record<string, string> = { ...(await ownSettings()), THUMBNAILS: 'off' };
    const { url, app } = await startTestApplication(settings);
    const pushed = await push(url, 'push-to-consumer', 0, 40);
    const predictions = await predictionsOf(url, pushed);
    const label = (imageId: string, body: object) =>
      call(`${url}/predictions/${encodeURIComponent(imageId)}/label`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await label(`${pushed.requestId}/0`, { label: 'T-shirt/top' });
    await app
      .get<Brokers>(BROKERS)
      .get('embedded')!
      .publish([
        {
          topic: settings['TOPIC_IMAGES']!,
          key: 'no picture',
          value: new Uint8Array(784),
          headers: {
            ce_specversion: '1.0',
            ce_id: 'bare',
            ce_source: '/t',
            ce_type: 'i',
            ce_imagewidth: '28',
            ce_imageheight: '28',
          },
        },
      ]);
    await expect
      .poll(async () => (await call<unknown[]>(`${url}/requests/bare/predictions`)).body.length, {
        timeout: 20_000,
      })
      .toBe(1);
    await label('bare', { label: 'Bag' });

    const truths = predictions.map(({ trueLabel }, index) => (index === 0 ? 'T-shirt/top' : trueLabel));
    const folder = join(await temporaryFolder(), 'labelled');
    const exported = JSON.parse(await run('--labelled', '--to', folder, '--url', url, '--json')) as Exported;
    expect(exported).toMatchObject({ written: 40, withoutPicture: 1 });
    expect(process.exitCode).toBe(1);
    process.exitCode = 0;
    for (const [name, count] of Object.entries(exported.labels)) {
      expect(count, name).toBe(truths.filter((truth) => truth === name).length);
    }
    expect(await readdir(folder)).toContain('T-shirt%2Ftop');

    const shape = { width: 28, height: 28, channels: 1 } as const;
    const data = await openData({ source: folder, shape, testShare: 0.2, seed: 1 }, readConfig(settings));
    const { dataset } = data.training;
    expect(dataset).toMatchObject({ size: 40, width: 28 });
    expect(dataset.labels).toHaveLength(10);
    expect(dataset.labels[0]).toBe('T-shirt/top');
    const counts = Array.from(dataset.classes, (at) => dataset.labels[at]);
    expect(counts.toSorted()).toEqual(truths.toSorted());
    expect(data.training.indexes.length + data.test.indexes.length).toBe(40);

    const some = join(await temporaryFolder(), 'some');
    const one = ['--to', some, '--url', url, '--request', pushed.requestId, '--model', 'fashion-mnist'];
    expect(await run('--labelled', ...one, '--limit', '7')).toContain('7 images of');
    expect(process.exitCode).toBe(0);
    await expect(run('--labelled', ...one)).rejects.toThrow('must be a folder that is new or empty');
    const wrong = join(await temporaryFolder(), 'wrong');
    expect(
      await run('--labelled', '--to', wrong, '--url', url, '--wrong', '--since', '2999-01-01'),
    ).toContain('0 images of 0 labels');
  });

  it('says what is missing or not allowed', async () => {
    const { url } = await startTestApplication(await ownSettings());
    const folder = await temporaryFolder();
    await expect(run('--to', folder)).rejects.toThrow('--labelled');
    await expect(run('--labelled')).rejects.toMatchObject({ code: 'commander.missingMandatoryOptionValue' });
    await expect(run('--labelled', '--to', folder, '--url', url, '--since', 'May')).rejects.toThrow(
      'It must be a time in ISO 8601',
    );
    await writeFile(join(folder, 'mine.txt'), 'kept');
    await expect(run('--labelled', '--to', folder, '--url', url)).rejects.toThrow('there is mine.txt in it');
    await expect(run('--labelled', '--to', `${folder}/new`, '--url', 'http://127.0.0.1:9')).rejects.toThrow(
      'does not answer',
    );
  });
});

describe('The file of an image', () => {
  it('has a name that every file system takes, and that no other image has', () => {
    const ids = [
      'r/1',
      'R/1',
      '../1',
      'a b',
      'a%20b',
      'con:1',
      'x'.repeat(500),
      `${'x'.repeat(500)}y`,
      '…',
      '.',
    ];
    const names = ids.map(fileOfImage);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(ids.length);
    for (const name of names) expect(name).toMatch(/^[\w%-][\w%.-]{0,200}\.png$/);
    expect(fileOfImage('0b8f-6f/17')).toBe('0b8f-6f%2F17.png');
  });
});
