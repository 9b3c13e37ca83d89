// The shortest classifier on Pub/Sub that somebody would write with Google's client: receive, predict, publish,
// acknowledge, on one thread. One bad message stops it for ever.
import type { Message } from '@google-cloud/pubsub';
import { openPubSub, publisherOf, read } from '../pubsub-client.js';
import { openModel } from './predict.js';
import { predictionMessage } from './prediction.js';
import { readSettings } from './settings.js';

const settings = readSettings<{ readonly emulatorHost: string; readonly subscription: string }>();
const { card, predictEach } = await openModel(settings);
const batchSize = 128;

const client = openPubSub(settings.emulatorHost);
const publish = publisherOf(client, settings.predictions);
const waiting: Message[] = [];
let busy = false;

read(client, settings.subscription, (message) => {
  waiting.push(message);
  if (!busy) void work();
});
console.log('ready');

async function work(): Promise<void> {
  busy = true;
  while (waiting.length > 0) {
    const images = waiting.splice(0, batchSize);
    const rows = await predictEach(images.map(({ data }) => data));
    await Promise.all(
      images.map(({ attributes }, at) =>
        publish(predictionMessage(attributes, rows[at] as Float32Array, card)),
      ),
    );
    for (const image of images) image.ack();
  }
  busy = false;
}
