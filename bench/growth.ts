import { startKafka } from '../test/services/kafka.js';
import { type Throughput, workOff } from './backlog.js';
import type { Figure } from './figures.js';
import { imageRecords, KafkaTopics } from './kafka-topics.js';
import type { Lab } from './lab.js';
import { Program } from './program.js';

const question = 'growth';
const partitionsOf = [1, 4, 12];
const recordsAtOnce = 10_000;

/** Whether an image costs more where many wait, or where a topic has many partitions; and what memory that takes. */
export async function growth(lab: Lab): Promise<Figure[]> {
  const { brokers } = await lab.server(startKafka);
  const topics = await KafkaTopics.open(brokers);
  const backlogs = [1_000, 10_000, 100_000, ...(lab.settings.full ? [1_000_000] : [])];
  const figures: Figure[] = [];
  try {
    let least: Throughput | undefined;
    for (const backlog of backlogs) {
      lab.tell(`growth: a backlog of ${backlog.toLocaleString('en')}`);
      const measured = await measure(lab, topics, { brokers, backlog, partitions: 4 });
      if (backlog === 10_000) least = measured;
      figures.push(...figuresOf(`backlog of ${backlog.toLocaleString('en')}`, measured, least));
    }
    for (const partitions of partitionsOf) {
      lab.tell(`growth: ${partitions} partitions`);
      const measured = await measure(lab, topics, { brokers, backlog: 10_000, partitions });
      figures.push(...figuresOf(`10,000 in ${partitions} partitions`, measured));
    }
    return figures;
  } finally {
    await topics.close();
  }
}

interface Case {
  readonly brokers: readonly string[];
  readonly backlog: number;
  readonly partitions: number;
}

/** A process of its own for each, warmed by some images, so that memory tells about this backlog only. */
async function measure(
  lab: Lab,
  topics: KafkaTopics,
  { brokers, backlog, partitions }: Case,
): Promise<Throughput> {
  const [images, predictions] = [lab.topic('growth-images'), lab.topic('growth-predictions')];
  await topics.create([images, predictions], partitions);
  const program = await Program.seamline({
    ...lab.serviceSettings(),
    BROKERS: 'kafka',
    KAFKA_BROKERS: brokers.join(','),
    TOPIC_IMAGES: images,
    TOPIC_PREDICTIONS: predictions,
  });
  const records = imageRecords(lab.images, Math.min(recordsAtOnce, backlog));
  const work = (count: number) =>
    workOff(program, {
      images: count,
      fill: async () => {
        for (let at = 0; at < count; at += records.length)
          await topics.fill(images, records.slice(0, count - at));
      },
      count: () => topics.count(predictions),
    });
  try {
    await work(Math.min(5_000, backlog));
    return await work(backlog);
  } finally {
    await program.end();
  }
}

function figuresOf(what: string, measured: Throughput, least?: Throughput): Figure[] {
  const { imagesPerSecond, cpuMicrosPerImage, residentBytes } = measured;
  const ratio =
    least && least !== measured
      ? { value: cpuMicrosPerImage / least.cpuMicrosPerImage, against: 'a backlog of 10,000', atMost: 1.1 }
      : undefined;
  return [
    { question, what: `${what}: processor time`, value: cpuMicrosPerImage, unit: 'µs/image', ratio },
    { question, what: `${what}: rate`, value: imagesPerSecond, unit: 'images/s' },
    { question, what: `${what}: memory`, value: residentBytes / 1e6, unit: 'MB' },
  ];
}
