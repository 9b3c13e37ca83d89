import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { headerText, type ReceivedMessage } from '../../src/transport/broker.js';
import { png } from '../support/png.js';
import { type ClientName, ImageProducer, type Pictures } from '../support/services/image-producers.js';
import {
  type OnEnd,
  ownSettings,
  startTestApplication,
  temporaryFolder,
} from '../support/test-application.js';

export const modes = ['plain', 'idempotent', 'committed', 'aborted'] as const;

export interface Cell extends Pick<Pictures, 'codec' | 'mode'> {
  readonly client: ClientName;
}

export interface MatrixReport {
  readonly cells: number;
  readonly published: number;
  readonly predicted: number;
  readonly dead: number;
  /** Pictures of aborted transactions that were classified. */
  readonly aborted: number;
  /** Cells of which a picture has no prediction. */
  readonly unread: readonly string[];
  readonly lag: number;
}

const picturesEach = 12;
const timeout = 60_000;

/** Lets each cell's client send pictures to a Seamline of its own, and counts what becomes of them. */
export async function runMatrix(
  cells: readonly Cell[],
  brokers: readonly string[],
  onEnd: OnEnd,
): Promise<MatrixReport> {
  const settings = { ...(await ownSettings(onEnd)), BROKERS: 'kafka', KAFKA_BROKERS: brokers.join(',') };
  const { topics, groupId: group } = readConfig(settings).transport;
  const { app } = await startTestApplication(settings, onEnd);
  const broker = app.get<Brokers>(BROKERS).get('kafka');
  if (!broker) throw new Error('the application has no Kafka');
  const predicted = await idsOn(topics.predictions);
  const dead = await idsOn(`${topics.images}-dlt`);
  const run = randomBytes(3).toString('hex');
  const named = cells.map((cell) => ({ ...cell, name: `${cell.client}-${cell.codec}-${cell.mode}-${run}` }));
  await sendAll(named, topics.images, brokers, onEnd);
  const ids = named.flatMap(({ name }) =>
    Array.from({ length: picturesEach }, (_, place) => `${name}-${place}`),
  );
  const missing = () => ids.filter((id) => !predicted.has(id));
  const lag = () => broker.admin.lag({ topic: topics.images, group });
  await expect
    .poll(missing, { timeout })
    .toEqual([])
    .catch(() => {});
  await expect
    .poll(lag, { timeout: 10_000 })
    .toBe(0)
    .catch(() => {});
  return {
    cells: cells.length,
    published: ids.length,
    predicted: ids.length - missing().length,
    dead: dead.size,
    aborted: [...predicted].filter((id) => id.includes('-never-')).length,
    unread: named.map(({ name }) => name).filter((name) => missing().some((id) => id.startsWith(name))),
    lag: Number(await lag()),
  };

  async function idsOn(topic: string): Promise<Set<string>> {
    const found = new Set<string>();
    const observer = { topic, group: `${group}-observer`, maxInFlight: 100 };
    await broker!.subscribe(observer, async (message) => void found.add(idOf(message)));
    return found;
  }
}

interface NamedCell extends Cell {
  readonly name: string;
}

/** Each client sends the pictures of its cells, one cell after the other. */
async function sendAll(
  cells: readonly NamedCell[],
  topic: string,
  brokers: readonly string[],
  onEnd: OnEnd,
): Promise<void> {
  const file = join(await temporaryFolder(onEnd), 'picture.png');
  await writeFile(file, png);
  const send = async (client: ClientName) => {
    const producer = await ImageProducer.start(client, brokers, file);
    onEnd(() => producer.end());
    for (const { client: by, ...rest } of cells)
      if (by === client) await producer.send({ ...rest, topic, count: picturesEach });
  };
  await Promise.all([...new Set(cells.map(({ client }) => client))].map(send));
}

/** The id that the client gave, in a prediction or in a dead letter. */
function idOf(message: ReceivedMessage): string {
  const body = Buffer.from(message.value ?? []).toString('latin1');
  return (
    /(java|librdkafka|franz-go)-\w+-\w+-\w+(-never)?-\d+/.exec(
      `${headerText(message, 'ce_id')} ${body}`,
    )?.[0] ?? message.id
  );
}
