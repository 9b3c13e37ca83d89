import { ImageFinder } from '../../../src/outcomes/ledger/image.finder.js';
import { onTestFinished } from 'vitest';
import { readConfig } from '../../../src/configuration.js';
import { Database } from '../../../src/outcomes/database/database.js';
import type { DatabaseEngine } from '../../../src/outcomes/database/engine.js';
import type { Prediction } from '../../../src/events/prediction.event.js';
import { LabelsRepository } from '../../../src/outcomes/labels/labels.repository.js';
import { LedgerReader } from '../../../src/outcomes/ledger/ledger.reader.js';
import { LedgerRepository, type OpenedImage } from '../../../src/outcomes/ledger/ledger.repository.js';
import type { DecidedRow } from '../../../src/outcomes/ledger/outcome-writes.js';
import { PicturesRepository } from '../../../src/outcomes/ledger/pictures.repository.js';
import { ThumbnailsRepository } from '../../../src/outcomes/ledger/thumbnails.repository.js';
import { LedgerService } from '../../../src/outcomes/ledger/ledger.service.js';
import { LabelsService } from '../../../src/outcomes/labels/labels.service.js';
import { CardLabels } from '../../../src/serving/models/card-labels.js';
import { ExportRepository } from '../../../src/outcomes/results/export.repository.js';
import { rowOfPrediction } from '../../../src/outcomes/results/outcome-rows.js';
import { type NewestFirst, ResultsRepository } from '../../../src/outcomes/results/results.repository.js';
import { RetentionRepository } from '../../../src/outcomes/retention/retention.repository.js';
import { RetentionService } from '../../../src/outcomes/retention/retention.service.js';
import { StatisticsRepository } from '../../../src/outcomes/results/statistics.repository.js';
import { UnknownRepository } from '../../../src/outcomes/ledger/unknown.repository.js';
import { LiveFeed } from '../../../src/outcomes/results/stream/live-feed.js';
import { LiveSource } from '../../../src/outcomes/results/stream/live-source.js';
import { RequestsRepository } from '../../../src/outcomes/results/requests.repository.js';
import { ResultsService } from '../../../src/outcomes/results/results.service.js';

/** Makes an empty database, and answers how to reach it: each call is what another process would do. */
export type MakeDatabase = () => Promise<() => Promise<DatabaseEngine>>;

export const request = 'request-1';
export const longAgo = '2020-01-01T00:00:00.000Z';
export const idOf = (index: number): string => `${request}/${index}`;

export const imagesOf = (from: number, to: number): OpenedImage[] =>
  Array.from({ length: to - from }, (_, at) => from + at).map((index) => ({
    imageId: idOf(index),
    imageIndex: index,
    unsure: false,
    trueLabel: 'Bag',
  }));

export function prediction(index: number, label = 'Bag', modelVersion = '1'): Prediction {
  return {
    imageId: idOf(index),
    requestId: request,
    imageIndex: index,
    label,
    classIndex: 8,
    confidence: 0.875,
    top: [{ label, classIndex: 8, confidence: 0.875 }],
    unsure: false,
    trueLabel: 'Bag',
    model: 'fashion-mnist',
    modelVersion,
    broker: 'embedded',
    timings: { brokerMs: 1, preprocessMs: 0, queueMs: 2, computeMs: 3, batchSize: 4 },
  };
}

export const predicted = (index: number, label?: string): DecidedRow =>
  rowOfPrediction(prediction(index, label));

/** What the ledger is told of an image that ended as a dead letter. */
export function dead(index: number): DecidedRow {
  return {
    ...predicted(index),
    state: 'dead',
    label: null,
    class_index: null,
    confidence: null,
    top: null,
    true_label: null,
    model: null,
    model_version: null,
    timings: null,
    error_code: 'BAD_MESSAGE',
    reason: 'no image',
  };
}

/** A dead letter of long ago, as it is stored. */
export function letterRow(id: number, imageId: string | null) {
  return {
    id,
    broker: 'embedded',
    letter_topic: 'images-dlt',
    message_id: `0/${id}`,
    published_at: longAgo,
    topic: 'images',
    source_partition: 0,
    source_offset: '0',
    first_seen: longAgo,
    image_id: imageId,
    request_id: null,
    code: 'BAD_MESSAGE',
    reason: 'no image',
    attempts: 1,
    replays: 0,
    obstacle: null,
    envelope: '{}',
    payload: null,
    payload_bytes: 0,
    stored_at: longAgo,
  };
}

/** Everything that works on the results of one database. */
export interface Desk {
  readonly database: Database;
  readonly ledger: LedgerRepository;
  readonly answers: LedgerService;
  readonly unknown: UnknownRepository;
  readonly results: ResultsRepository;
  readonly files: ExportRepository;
  readonly sink: ResultsService;
  readonly labels: LabelsService;
  readonly pictures: PicturesRepository;
  readonly thumbnails: ThumbnailsRepository;
  readonly requests: RequestsRepository;
  readonly retention: RetentionService;
  readonly statistics: StatisticsRepository;
  readonly feed: LiveFeed;
}

/** A desk of its own, closed when the test ends. */
export async function openDesk(engine: DatabaseEngine): Promise<Desk> {
  const database = await Database.open(engine, 30_000);
  onTestFinished(() => database.close());
  const ledger = new LedgerRepository(database);
  const answers = new LedgerService(new LedgerReader(database));
  const pictures = new PicturesRepository(database);
  const { model } = readConfig({});
  const images = new ImageFinder(database);
  const labels = new LabelsService(new LabelsRepository(database), images, new CardLabels({ model }));
  const feed = new LiveFeed(new LiveSource(database), answers);
  onTestFinished(() => feed.onModuleDestroy());
  return {
    database,
    ledger,
    answers,
    unknown: new UnknownRepository(database),
    results: new ResultsRepository(database),
    files: new ExportRepository(database),
    sink: new ResultsService(ledger, labels),
    labels,
    pictures,
    thumbnails: new ThumbnailsRepository(database),
    requests: new RequestsRepository(database),
    retention: new RetentionService({ retentionDays: 0 }, new RetentionRepository(database, ledger)),
    statistics: new StatisticsRepository(database),
    feed,
  };
}

/** The predictions of a list's first page. */
export const newest = async (results: ResultsRepository, query: NewestFirst) =>
  (await results.page(query)).predictions;

/** Desks of several processes on one new database. */
export async function openDesks(make: MakeDatabase, count: number): Promise<Desk[]> {
  const engine = await make();
  return Promise.all(Array.from({ length: count }, async () => openDesk(await engine())));
}

export async function openOneDesk(make: MakeDatabase): Promise<Desk> {
  return openDesk(await (await make())());
}
