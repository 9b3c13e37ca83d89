import { Logger } from '@nestjs/common';
import { expect, it, onTestFinished } from 'vitest';
import { deliveryOn } from '../../../test/support/delivery.js';
import { received } from '../../../test/support/received.js';
import { readConfig } from '../../configuration.js';
import type { DeadLetter } from '../../events/dead-letter.event.js';
import { EventCodec } from '../../events/event.codec.js';
import { TopicContents } from '../../tools/verification/topic-contents.js';
import { headerText, type ReceivedMessage } from '../broker.js';
import { EmbeddedDriverBroker } from '../drivers/embedded/embedded.broker.js';
import { replayObstacle } from './replay-message.js';

Logger.overrideLogger(false);
const bytes = Uint8Array.of(0, 255, 1);
const undecodable = 'partition 0: the batch at offsets 3 to 5 cannot be decoded: its checksum is wrong';

/** Delivers the bytes, which came from this topic; what the handler gets, and the dead letters. */
async function deliver(topic: string) {
  const { drivers, transport } = readConfig({});
  const broker = new EmbeddedDriverBroker({ ...drivers.embedded, file: ':memory:' }, transport.driver);
  onTestFinished(() => broker.close());
  await broker.connect();
  const letters: ReceivedMessage[] = [];
  await broker.subscribe({ topic: `${topic}-dlt`, group: 'observer', maxInFlight: 1 }, async (letter) => {
    letters.push(letter);
  });
  const handled: ReceivedMessage[] = [];
  const handle = async (message: ReceivedMessage) => void handled.push(message);
  const names = () => ({ 'seamline-image-id': 'an image' });
  const delivery = deliveryOn(broker, handle as never, { names });
  await delivery.consume(received({ topic, value: bytes, undecodable }));
  return { handled, letters };
}

it('Bytes without a message are one dead letter at once, which no handler gets, and which names no image', async () => {
  const { handled, letters } = await deliver('images');
  await expect.poll(() => letters.length).toBe(1);
  const letter = letters[0] as ReceivedMessage;
  expect(handled).toEqual([]);
  expect(headerText(letter, 'seamline-error-code')).toBe('UNDECODABLE_BATCH');
  expect(headerText(letter, 'seamline-error-reason')).toBe(undecodable);
  expect([...(letter.value ?? [])]).toEqual([...bytes]);
  expect(replayObstacle(letter)).toBe('it holds bytes in which no message could be read');
  const event = new EventCodec('kafka').decode(letter, 'images-dlt') as DeadLetter;
  expect([event.imageId, event.requestId, event.attempts]).toEqual([undefined, undefined, 0]);
});

it('Bytes of a dead-letter topic are stored as a letter themselves, not as a letter of a letter', async () => {
  const { handled, letters } = await deliver('images-dlt');
  expect(letters).toEqual([]);
  const [letter] = handled as [ReceivedMessage];
  expect(headerText(letter, 'seamline-error-code')).toBe('UNDECODABLE_BATCH');
  const event = new EventCodec('kafka').decode(letter, 'images-dlt') as DeadLetter;
  expect(event).toMatchObject({ imageId: undefined, code: 'UNDECODABLE_BATCH', reason: undecodable });
});

it('seamline verify looks for no image of such bytes, and counts their letter', async () => {
  const { letters } = await deliver('images');
  await expect.poll(() => letters.length).toBe(1);
  const contents = new TopicContents({ broker: 'kafka', keysAreUnique: false }, ['*']);
  contents.addImage(received({ value: bytes, undecodable }));
  contents.addLetter(letters[0] as ReceivedMessage);
  expect([contents.messages, contents.images.size, contents.letters.size]).toEqual([2, 0, 0]);
  expect(contents.undecodable.size).toBe(1);
});
