import { decodeImage } from '../../src/events/image.codec.js';
import { readConfig } from '../../src/configuration.js';
import { encodeCloudEvent } from '../../src/events/cloud-event.js';
import { PictureFetcher } from '../../src/storage/picture-fetcher.js';
import { received } from '../support/received.js';
import type { OnEnd } from '../support/temporary-folder.js';

/** A fetcher with these settings, and a way to send it an event with a reference. */
export function fetcherWith(settings: Record<string, string>, onEnd: OnEnd) {
  const config = readConfig(settings);
  const fetcher = new PictureFetcher(config);
  onEnd(async () => fetcher.beforeApplicationShutdown());
  const reading = { broker: 'kafka', keysAreUnique: false, limits: config.model };
  /** The bytes of the picture, as a classifier would get them. */
  const fetchFrom = async (message: ReturnType<typeof received>): Promise<Uint8Array> => {
    const { body } = decodeImage(message, reading);
    if (body.kind !== 'reference') throw new Error('the event has no reference');
    const picture = await fetcher.fetch(body, message);
    picture.free();
    return picture.body.bytes;
  };
  return { fetcher, fetchFrom, fetch: (dataref: string) => fetchFrom(eventWith(dataref)) };
}

/** The message of an event whose picture is elsewhere. */
export function eventWith(dataref: string, more: Record<string, string> = {}) {
  const event = { id: 'a', source: '/camera', type: 'org.example.shot', data: null };
  const { headers } = encodeCloudEvent({ ...event, extensions: { dataref, ...more } }, 'kafka');
  return received({ headers: headers as Record<string, string>, value: null });
}
