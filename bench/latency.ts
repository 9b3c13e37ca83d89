import { Kafka, logLevel, type Message, type Producer } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Prediction } from '../src/events/prediction.event.js';
import { startKafka } from '../test/support/services/kafka.js';
import type { Figure } from './figures.js';
import { imageRecords, KafkaTopics } from './kafka-topics.js';
import type { Lab } from './lab.js';
import { alternate, median, pairedRatio, quantile } from './measure.js';
import { Program } from './program.js';
import { Arrivals } from './arrivals.js';

const question = 'latency';
const shares = { p50: 0.5, p99: 0.99, 'p99.9': 0.999 } as const;
/** What the promise allows beside twice the raw way and the model: three milliseconds. */
const allowanceMs = 3;
/** At half load so much time lies between two groups of images. */
const groupMs = 10;

/** How long one image takes from publishing to its prediction, alone and with the service at half of what it can. */
export async function latencyOnKafka(lab: Lab): Promise<Figure[]> {
  const { brokers } = await lab.server(startKafka);
  const topics = await KafkaTopics.open(brokers);
  const [images, predictions, raw] = ['images', 'predictions', 'raw'].map((name) =>
    lab.topic(`latency-${name}`),
  ) as [string, string, string];
  await topics.create([images, predictions, raw], 1);
  const kafka = new Kafka({ brokers, clientId: 'latency', logLevel: logLevel.ERROR });
  const producer = kafka.producer();
  await producer.connect();
  const arrivals = await Arrivals.watch(kafka, [raw, predictions]);
  const service = { ...lab.serviceSettings(), BROKERS: 'kafka', KAFKA_BROKERS: brokers.join(',') };
  const program = await Program.seamline({
    ...service,
    TOPIC_IMAGES: images,
    TOPIC_PREDICTIONS: predictions,
  });
  try {
    const path = { lab, producer, arrivals };
    return await figures(path, images, raw);
  } finally {
    await program.end();
    await Promise.all([arrivals.close(), producer.disconnect(), topics.close()]);
  }
}

interface Path {
  readonly lab: Lab;
  readonly producer: Producer;
  readonly arrivals: Arrivals;
}

async function figures(path: Path, images: string, raw: string): Promise<Figure[]> {
  const { quick, rounds } = path.lab.settings;
  const count = (quick ? 150 : 1_000) / rounds;
  const turns = { raw: () => oneByOne(path, raw, count), service: () => oneByOne(path, images, count) };
  await oneByOne(path, images, 50);
  await oneByOne(path, raw, 50);
  const answers = await alternate(rounds, turns);
  const rawMs = answers.raw.map((round) => round.map(({ ms }) => ms));
  const alone = answers.service.map((round) => round.map(({ ms }) => ms));
  const stages = answers.service.flat().map(({ value }) => (JSON.parse(String(value)) as Prediction).timings);
  const loaded = await atHalfLoad(path, images);
  const model = median(stages.map(({ computeMs }) => computeMs));
  const spread = {
    value: median(loaded.map((times) => quantile(times, 0.99) / median(times))),
    against: 'its p50',
    atMost: 5,
    reached: 8,
  };
  const allowed = rawMs.map((times) => 2 * median(times) + model + allowanceMs);
  return [
    ...quantiles('one image at a time', alone, {
      p50: {
        value: pairedRatio(alone.map(median), allowed),
        against: 'twice the raw way, the model and 3 ms',
        atMost: 1,
        reached: 1.3,
      },
    }),
    ...quantiles('the raw way: produce to consume', rawMs),
    ...stagesOf(stages),
    ...quantiles('at half load', loaded, { p99: spread }),
  ];
}

function stagesOf(stages: readonly Prediction['timings'][]): Figure[] {
  const names = {
    brokerMs: 'to the service',
    queueMs: 'waiting for the model',
    computeMs: 'the model',
  } as const;
  return Object.entries(names).map(([stage, name]) => ({
    question,
    what: `of one image: ${name}, p50`,
    value: median(stages.map((one) => one[stage as keyof typeof names])),
    unit: 'ms',
  }));
}

async function oneByOne({ lab, producer, arrivals }: Path, topic: string, count: number) {
  const answers: { readonly ms: number; readonly value: Buffer | null }[] = [];
  for (const record of named(imageRecords(lab.images, count))) {
    const start = performance.now();
    const arrived = arrivals.of(String(record.key));
    await producer.send({ topic, messages: [record] });
    const { at, value } = await arrived;
    answers.push({ ms: at - start, value });
  }
  return answers;
}

/**
 * The times of each round's images. They leave in small groups at even times, at half the rate of a burst that was
 * measured while everything was warm; one round more goes before the others, as a warm-up.
 */
async function atHalfLoad(path: Path, topic: string): Promise<number[][]> {
  const { quick, rounds } = path.lab.settings;
  const burstSize = quick ? 3_000 : 10_000;
  await burst(path, topic, burstSize);
  const perSecond = (await burst(path, topic, burstSize)) / 2;
  const round = () => atRate(path, topic, { perSecond, seconds: quick ? 1 : 4 });
  await round();
  return (await alternate(rounds, { service: round })).service;
}

/** Images per second. */
async function burst({ lab, producer, arrivals }: Path, topic: string, count: number): Promise<number> {
  const records = named(imageRecords(lab.images, count));
  const start = performance.now();
  const all = records.map(({ key }) => arrivals.of(String(key)));
  for (let at = 0; at < count; at += 500)
    await producer.send({ topic, messages: records.slice(at, at + 500) });
  await Promise.all(all);
  return (1_000 * count) / (performance.now() - start);
}

async function atRate(
  { lab, producer, arrivals }: Path,
  topic: string,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<number[]> {
  const size = Math.max(1, Math.round((perSecond * groupMs) / 1_000));
  const records = named(imageRecords(lab.images, Math.round(perSecond * seconds)));
  const times: Promise<number>[] = [];
  const begun = performance.now();
  for (let at = 0; at < records.length; at += size) {
    const due = begun + (at / size) * groupMs;
    await sleep(Math.max(0, due - performance.now()));
    const messages = records.slice(at, at + size);
    // From when it was due: a service that holds up its publisher does not look faster for it.
    for (const { key } of messages) times.push(arrivals.of(String(key)).then((arrival) => arrival.at - due));
    void producer.send({ topic, messages });
  }
  return Promise.all(times);
}

let run = 0;
/** Ids that no other run has. */
function named(records: Message[]): Message[] {
  run += 1;
  return records.map((record, at) => {
    const id = `latency/${run}/${at}`;
    return { ...record, key: id, headers: { ...record.headers, ce_id: id } };
  });
}

/** Of several rounds the median of theirs; some have a ratio to tell. */
function quantiles(
  what: string,
  rounds: readonly (readonly number[])[],
  ratios: Partial<Record<string, Figure['ratio']>> = {},
): Figure[] {
  return Object.entries(shares).map(([name, share]) => ({
    question,
    what: `${what}, ${name}`,
    value: median(rounds.map((times) => quantile(times, share))),
    unit: 'ms',
    ratio: ratios[name],
  }));
}
