import { expect, it } from 'vitest';
import { received } from '../../../test/support/received.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import type { ReceivedMessage } from '../../transport/broker.js';
import { toDeadLetter } from '../../transport/delivery/dead-letter.js';
import { compare } from './compare.js';
import type { ListedOutcome } from './service.client.js';
import { TopicContents } from './topic-contents.js';

const naming = { broker: 'kafka', keysAreUnique: false };
const event = (id: string) => ({ ce_specversion: '1.0', ce_type: 'i', ce_source: '/shop', ce_id: id });
const bare = received({ key: 'cam', publishedAt: new Date(1_700) });

const outcome = (imageId: string, imageSource: string | null = '/shop'): ListedOutcome => ({
  seq: 1,
  imageId,
  imageSource,
  imageEventId: null,
  state: 'predicted',
});

async function missing(images: readonly ReceivedMessage[], outcomes: readonly ListedOutcome[]) {
  const contents = new TopicContents(naming, ['mine']);
  for (const image of images) contents.addImage(image);
  return (
    await compare(
      contents,
      (async function* () {
        yield* outcomes;
      })(),
    )
  ).missing;
}

it('finds an image under the name that an earlier version gave it, but not under another image’s', async () => {
  const image = received({ headers: event('7') });
  expect(await missing([image], [outcome('/shop 7')])).toEqual([]);
  expect(await missing([image], [outcome('7', null)])).toEqual([]);
  expect(await missing([image], [outcome('7', '/other')])).toEqual(['/shop 7']);
});

it('finds a bare message by its place and by its key, whichever named it then', async () => {
  for (const name of ['/kafka/images 0/42/1700', '/kafka/images cam'])
    expect(await missing([bare], [outcome(name)])).toEqual([]);
  for (const name of ['cam', 'images/0/42']) expect(await missing([bare], [outcome(name, null)])).toEqual([]);
  expect(await missing([bare], [outcome('cam')])).toEqual(['/kafka/images 0/42/1700']);
});

it('excuses no missing image because a batch could not be decoded', async () => {
  const contents = new TopicContents(naming, ['mine']);
  contents.addImage(received({ headers: event('lost') }));
  const error = new InvalidError('UNDECODABLE_BATCH', 'a wrong checksum');
  const letter = toDeadLetter(received({}), undefined, { error, attempts: 1, group: 'mine' });
  contents.addLetter(received({ ...letter, headers: letter.headers as ReceivedMessage['headers'] }));
  expect(contents.undecodable.size).toBe(1);
  expect((await compare(contents, (async function* () {})())).missing).toEqual(['/shop lost']);
});
