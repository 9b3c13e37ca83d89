import { photograph } from '../../test/support/photograph.js';
import type { Figure } from '../figures.js';
import { messagesOf } from '../images.js';
import { contestOnKafka, type KafkaContestant, seamlineOnKafka } from '../kafka-contest.js';
import { recordsOf } from '../kafka-topics.js';
import type { Lab } from '../lab.js';
import { pictureModel } from '../mobilenet.js';
import { carefulScript } from './careful.js';
import { preparePeers } from './peers.js';

const question = 'pictures';

interface Kind {
  readonly title: string;
  readonly width: number;
  readonly height: number;
  /** So many times fewer than small images. */
  readonly slowness: number;
  /** What the script takes at once: in memory they are as large as they are. */
  readonly batch: number;
}

const kinds: readonly Kind[] = [
  { title: '640 × 480', width: 640, height: 480, slowness: 15, batch: 64 },
  { title: '12 megapixels', width: 4_000, height: 3_000, slowness: 200, batch: 16 },
];

/** JPEGs through Kafka, a decoder and MobileNetV2, beside the careful script in Python. */
export async function pictures(lab: Lab): Promise<Figure[]> {
  const own = await lab.withModel(pictureModel);
  const peer = await preparePeers(own, question);
  if (!peer) return [];
  const figures: Figure[] = [];
  for (const kind of kinds) {
    const jpegs = await Promise.all(Array.from({ length: 4 }, () => photograph(kind.width, kind.height)));
    const bodies = jpegs.map((bytes) => ({ kind: 'file', contentType: 'image/jpeg', bytes }) as const);
    const asPictures = (contestant: KafkaContestant): KafkaContestant => ({
      ...contestant,
      title: `${contestant.title}, ${kind.title}`,
      slowness: kind.slowness,
      records: (_, count) => recordsOf(messagesOf(bodies, count, 'kafka')),
    });
    const careful = await carefulScript(own, peer.bin, peer.onnx, { batch: kind.batch, jpeg: true });
    const contest = { seamline: asPictures(seamlineOnKafka(own)), careful: asPictures(careful) };
    figures.push(...(await contestOnKafka(own, `${question} ${kind.title}`, contest)));
  }
  return figures;
}
