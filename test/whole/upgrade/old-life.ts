import type { Ledger } from '../../../src/outcomes/ledger/ledger.js';
import { pixelRequest } from '../../support/inference/requests.js';
import { labelsPath } from './answers.js';
import type { DrawnImages } from './drawn-images.js';
import type { OldService } from './old-service.js';

/** Where the answers to the inference requests go. */
export const repliesTopic = 'replies';

/** Under which the old program refuses the larger pictures; today's defaults take them. */
export const strictPixels = '1000';

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const pixels = { imagewidth: 28, imageheight: 28, requestid: 'camera' };
const rawPixels = { headers: { 'content-type': 'application/octet-stream' }, ...pixels };
const png = { headers: { 'content-type': 'image/png' }, requestid: 'camera' };

/** What a service has seen after a while: each kind of event, each kind of outcome. Answers the requests' ids. */
export async function live(service: OldService, drawn: DrawnImages): Promise<string[]> {
  const pushed = await service.post<{ requestId: string }>(
    '/push-to-consumer?start_idx=0&end_idx=10&wait=60',
  );
  const uploaded = await upload(service, drawn);
  await publishImages(service, drawn);
  await publishWrongOnes(service, drawn);
  await service.until<Ledger>('/ledger', ({ predicted, dead }) => predicted === 16 && dead === 4);
  await giveLabels(service, pushed.requestId);
  await replayInVain(service);
  await ask(service, drawn, 'ask');
  await service.until<Ledger>('/requests/ask', ({ predicted }) => predicted === 2);
  await service.until<{ shadow: { images: number } | null }>(
    '/models/fashion-mnist/report',
    ({ shadow }) => shadow?.images === 16,
  );
  return [pushed.requestId, uploaded, 'camera', 'ask'];
}

/** Ends one role after the other, so that work of each kind waits at the broker. Answers the requests' ids. */
export async function leaveWork(service: OldService, drawn: DrawnImages): Promise<string[]> {
  await service.fleet.of('results').stop();
  await service.inference.stop();
  const push = (range: string) => service.post<{ requestId: string }>(`/push-to-consumer?${range}`);
  const classified = await push('start_idx=10&end_idx=13');
  await service.publish('images', 'late/0', await drawn.png(20, 2), { ...png, requestid: 'late' });
  await service.untilRead('images');
  await service.fleet.of('classifier').stop();
  const waiting = await push('start_idx=13&end_idx=18');
  await ask(service, drawn, 'ask-later');
  const label = { imageId: `${waiting.requestId}/13`, label: 'Bag', source: 'inspection' };
  await service.events.publish('labels', [{ key: 'label', value: json(label) }]);
  return [classified.requestId, waiting.requestId];
}

async function upload(service: OldService, drawn: DrawnImages): Promise<string> {
  const form = new FormData();
  for (const index of [30, 31]) {
    form.append(
      'file',
      new Blob([new Uint8Array(await drawn.png(index))], { type: 'image/png' }),
      `${index}.png`,
    );
  }
  const { requestId } = await service.client.call<{ requestId: string }>('/images?wait=60', {
    method: 'POST',
    body: form,
  });
  return requestId;
}

/** Four good ones: raw pixels, a picture, one for Nest's clients with its pattern, one that is no CloudEvent. */
async function publishImages(service: OldService, drawn: DrawnImages): Promise<void> {
  const { headers } = rawPixels;
  await service.publish('images', 'camera/0', drawn.pixels(40), {
    ...rawPixels,
    truelabel: 'Bag',
    imageindex: 0,
  });
  await service.publish('images', 'camera/1', await drawn.png(41), { ...png, partitionkey: 'belt-1' });
  await service.publish('images', 'camera/2', drawn.pixels(42), {
    ...pixels,
    headers: { ...headers, pattern: 'images' },
  });
  await service.events.publish('images', [{ key: 'bare', value: await drawn.png(43) }]);
}

/** No picture, a picture with too many pixels, an unknown pattern, and an invalid prediction. */
async function publishWrongOnes(service: OldService, drawn: DrawnImages): Promise<void> {
  await service.publish('images', 'wrong/0', Buffer.from('no picture'), { requestid: 'camera' });
  await service.publish('images', 'wrong/1', await drawn.png(44, 2), png);
  await service.publish('images', 'wrong/2', drawn.pixels(45), {
    ...pixels,
    headers: { ...rawPixels.headers, pattern: 'nobody' },
  });
  await service.publish('predictions', 'wrong/3', Buffer.from('no prediction'));
}

async function giveLabels(service: OldService, requestId: string): Promise<void> {
  const pathOf = (index: number) => `/predictions/${encodeURIComponent(`${requestId}/${index}`)}/label`;
  await service.post(pathOf(0), { label: 'Coat', source: 'Ann' });
  await service.post(pathOf(1), { label: 3 });
  await service.events.publish('labels', [
    { key: 'label', value: json({ imageId: `${requestId}/2`, label: 'Shirt', source: 'inspection' }) },
    { key: 'label', value: json({ imageId: 'never-seen', label: 'Dress' }) },
  ]);
  for (const path of [`${requestId}/2`, 'never-seen'].map(labelsPath)) {
    await service.until<{ history: unknown[] }>(path, ({ history }) => history.length > 0);
  }
}

/** A letter that has been replayed once, and the one that came of it. */
async function replayInVain(service: OldService): Promise<void> {
  const letters = await service.until<{ id: number; imageId: string | null }[]>(
    '/dead-letters',
    ({ length }) => length === 4,
  );
  const letter = letters.find(({ imageId }) => imageId === 'wrong/0');
  await service.post(`/dead-letters/${letter?.id}/replay`);
  await service.until<unknown[]>('/dead-letters', ({ length }) => length === 5);
}

async function ask(service: OldService, drawn: DrawnImages, id: string): Promise<void> {
  const pictures = Buffer.concat([drawn.pixels(46), drawn.pixels(47)]);
  const headers = {
    'content-type': 'application/json',
    'reply-to': repliesTopic,
    'correlation-id': `for ${id}`,
  };
  await service.publish('inference-requests', id, json(pixelRequest(pictures)), { headers });
}
