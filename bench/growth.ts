import { startKafka } from '../test/support/services/kafka.js';
import { type Throughput, workOff } from './backlog.js';
import type { Figure } from './figures.js';
import { Fleet } from './fleet.js';
import { type GrowthCase, growthCases, nameOf, reference } from './growth.cases.js';
import { imageRecords, KafkaTopics } from './kafka-topics.js';
import { seamlineOnKafka } from './kafka-contest.js';
import type { Lab } from './lab.js';

const question = 'growth';
const recordsAtOnce = 10_000;
const usualMinutes = 10;

/** Whether an image costs more where many wait, where a topic has many partitions, or where processes share it. */
export async function growth(lab: Lab): Promise<Figure[]> {
  const { brokers } = await lab.server(startKafka);
  const topics = await KafkaTopics.open(brokers);
  const figures: Figure[] = [];
  try {
    for (const one of growthCases(lab.settings)) {
      if (!lab.mayBegin(`growth, ${nameOf(one)}`, lab.settings.minutes ?? usualMinutes)) continue;
      lab.report(`growth: ${nameOf(one)}`);
      figures.push(...(await measure(lab, { ...one, topics, brokers })));
    }
    return figures;
  } finally {
    await topics.close();
  }
}

interface Case extends GrowthCase {
  readonly topics: KafkaTopics;
  readonly brokers: string[];
}

/** Processes of their own for each case, warmed by some images, so that memory tells about this backlog only. */
async function measure(lab: Lab, { topics, brokers, ...one }: Case): Promise<Figure[]> {
  const [images, predictions] = [lab.topic('growth-images'), lab.topic('growth-predictions')];
  await topics.create([images, predictions], one.partitions);
  const start = () => seamlineOnKafka(lab).start({ topics, brokers, images, predictions });
  const fleet = new Fleet(await Promise.all(Array.from({ length: one.processes }, start)));
  const records = imageRecords(lab.images, Math.min(recordsAtOnce, one.backlog));
  const work = (count: number) =>
    workOff(fleet, {
      images: count,
      fill: async () => {
        for (let at = 0; at < count; at += records.length)
          await topics.fill(images, records.slice(0, count - at));
      },
      count: () => topics.count(predictions),
    });
  try {
    await topics.untilShared(`bench.${images}`, one.processes);
    await work(Math.min(5_000, one.backlog));
    // In the same processes, just before: what disturbs the machine disturbs both.
    const before = one.isCompared ? await work(reference) : undefined;
    return figuresOf(nameOf(one), await work(one.backlog), before);
  } finally {
    await fleet.end();
  }
}

function figuresOf(what: string, measured: Throughput, before: Throughput | undefined): Figure[] {
  const ratioOf = (key: 'cpuMicrosPerImage' | 'residentBytes') =>
    before && {
      value: measured[key] / before[key],
      against: `${reference.toLocaleString('en')} images just before`,
      atMost: 1.1,
    };
  const { imagesPerSecond, cpuMicrosPerImage, residentBytes } = measured;
  return [
    {
      question,
      what: `${what}: processor time`,
      value: cpuMicrosPerImage,
      unit: 'µs/image',
      ratio: ratioOf('cpuMicrosPerImage'),
    },
    { question, what: `${what}: rate`, value: imagesPerSecond, unit: 'images/s' },
    {
      question,
      what: `${what}: memory`,
      value: residentBytes / 1e6,
      unit: 'MB',
      ratio: ratioOf('residentBytes'),
    },
  ];
}
