import { Injectable } from '@nestjs/common';
import { type ExpressionBuilder, type Kysely, type RawBuilder, sql } from 'kysely';
import { Database } from '../database/database.js';
import type { OutcomeRow, OutcomeState, RequestRow, Tables } from '../database/schema.js';
import type { Death, ImageOutcome } from './ledger.js';
import { findName } from './image.finder.js';
import { undecided } from './outcome-writes.js';
import { isRight, labelsOfText } from './several-labels.js';
import { isPublishing, isUnknown } from './publishing.signs.js';

export interface Counts {
  readonly states: Readonly<Record<OutcomeState, number>>;
  /** Of the pending ones. */
  readonly unknown: number;
  /** When the oldest of them was made. */
  readonly unknownSince: string | null;
  readonly repeats: number;
  readonly known: number;
  readonly right: number;
}

const nothing: Record<OutcomeState, number> = {
  pending: 0,
  accepted: 0,
  replaying: 0,
  predicted: 0,
  dead: 0,
};
const mostListed = 20;

type Outcomes = ExpressionBuilder<Tables, 'outcomes'>;

/** Reads the ledger: of one request, or of everything when none is named. */
@Injectable()
export class LedgerReader {
  constructor(private readonly database: Database) {}

  async request(requestId: string): Promise<(RequestRow & { readonly publishing: boolean }) | undefined> {
    const { read } = this.database;
    const row = await read
      .selectFrom('requests')
      .selectAll()
      .select(sql<boolean | number>`${isPublishing(read)}`.as('publishing'))
      .where('id', '=', requestId)
      .executeTakeFirst();
    return row && { ...row, publishing: Boolean(row.publishing) };
  }

  /**
   * The request that an id means: its own id, or the event id of one image.
   *
   * @throws InvalidError `AMBIGUOUS_IMAGE` where no request, but images of several sources have the id.
   */
  async requestIdOf(id: string): Promise<string> {
    const outcomes = this.database.read.selectFrom('outcomes').select('request_id').limit(1);
    if (await this.request(id)) return id;
    if (await outcomes.where('request_id', '=', id).executeTakeFirst()) return id;
    const name = await findName(this.database.read, { id });
    return (await outcomes.where('image_id', '=', name).executeTakeFirst())?.request_id ?? id;
  }

  async counts(requestId?: string): Promise<Counts> {
    const counting = (read: Kysely<Tables>) =>
      (requestId === undefined ? countsOfAll(read) : countsOf(read, requestId)).execute(read);
    const { rows } = await this.database.scan(counting);
    const unknown = rows.find(({ state }) => state === 'unknown');
    const total = (column: 'repeats' | 'known' | 'right') =>
      rows.reduce((sum, row) => sum + Number(row[column]), 0);
    const states = Object.fromEntries(rows.map(({ state, images }) => [state, Number(images)]));
    return {
      states: { ...nothing, ...states },
      unknown: Number(unknown?.images ?? 0),
      unknownSince: unknown?.since ?? null,
      repeats: total('repeats'),
      known: total('known'),
      right: total('right'),
    };
  }

  /** Ids without an outcome, at most 20. */
  async missing(requestId?: string): Promise<string[]> {
    const rows = await this.database.scan((read) =>
      read
        .selectFrom('outcomes')
        .select('image_id')
        .where(inRequest(requestId))
        .where('state', 'in', undecided)
        .where(isUnpredicted)
        .orderBy('image_index')
        .orderBy('image_id')
        .limit(mostListed)
        .execute(),
    );
    return rows.map(({ image_id }) => image_id);
  }

  /** Dead letters of a request, at most 20. */
  async deaths(requestId: string): Promise<Death[]> {
    const rows = await this.database.scan((read) =>
      read
        .selectFrom('outcomes')
        .select(['image_id', 'error_code', 'reason'])
        .where('request_id', '=', requestId)
        .where('state', '=', 'dead')
        .orderBy('image_index')
        .orderBy('image_id')
        .limit(mostListed)
        .execute(),
    );
    return rows.map((row) => ({
      imageId: row.image_id,
      code: row.error_code ?? 'UNKNOWN',
      reason: row.reason ?? '',
    }));
  }

  /** Images of the request that have their outcome. */
  async decided(requestId: string): Promise<number> {
    const { images } = await this.database.scan((read) =>
      read
        .selectFrom('outcomes')
        .select(({ fn }) => fn.countAll().as('images'))
        .where('request_id', '=', requestId)
        .where('state', 'in', ['predicted', 'dead'])
        .executeTakeFirstOrThrow(),
    );
    return Number(images);
  }

  /** The outcome of each image of the request, in the order of the images. */
  async outcomes(requestId: string): Promise<ImageOutcome[]> {
    const rows = await this.database.scan((read) =>
      read
        .selectFrom('outcomes')
        .select([
          'image_index as imageIndex',
          'state',
          'label',
          'class_index as classIndex',
          'confidence',
          'labels',
          'top',
        ])
        .select(['model', 'model_version as modelVersion', 'error_code as code', 'reason'])
        .where('request_id', '=', requestId)
        .orderBy('image_index')
        .orderBy('image_id')
        .execute(),
    );
    return rows.map(({ labels, top, ...row }) => ({
      ...row,
      labels: labels === null ? null : labelsOfText(labels),
      top: top === null ? null : (JSON.parse(top) as ImageOutcome['top']),
    }));
  }

  /** Index, state and label of each image of the request, in the order of the images. */
  labels(requestId: string): Promise<Pick<OutcomeRow, 'image_id' | 'image_index' | 'state' | 'label'>[]> {
    return this.database.scan((read) =>
      read
        .selectFrom('outcomes')
        .select(['image_id', 'image_index', 'state', 'label'])
        .where('request_id', '=', requestId)
        .orderBy('image_index')
        .orderBy('image_id')
        .execute(),
    );
  }
}

/** Spelled out, because SQLite then uses the index of unpredicted images. */
const isUnpredicted = sql<boolean>`state <> 'predicted'`;

interface StateCount {
  readonly state: OutcomeState | 'unknown';
  readonly images: number | string;
  readonly repeats: number | string;
  readonly known: number | string;
  readonly right: number | string;
  readonly since: string | null;
}

/** One statement, so that an image whose outcome comes meanwhile is counted once. */
const countsOfAll = (database: Kysely<Tables>): RawBuilder<StateCount> => sql<StateCount>`
  select state, count(*) as images, 0 as repeats, 0 as known, 0 as "right", cast(null as text) as since
  from outcomes where ${isUnpredicted} group by state
  union all
  select 'predicted', coalesce(sum(images), 0), (select value from counters where name = 'repeats'),
    coalesce(sum(known * images), 0),
    coalesce(sum(case when known = 1 and true_label = label then images else 0 end), 0), null
  from tallies
  union all
  ${unknownCount(database)}`;

const countsOf = (database: Kysely<Tables>, requestId: string): RawBuilder<StateCount> => sql<StateCount>`
  select state, count(*) as images, sum(repeats) as repeats,
    sum(case when state = 'predicted' and true_label is not null then 1 else 0 end) as known,
    sum(case when state = 'predicted' and ${isRight()} then 1 else 0 end) as "right",
    cast(null as text) as since
  from outcomes where request_id = ${requestId} group by state
  union all
  ${unknownCount(database)} and request_id = ${requestId}`;

const unknownCount = (database: Kysely<Tables>) => sql`
  select 'unknown', count(*), 0, 0, 0, min(created_at) from outcomes where ${isUnknown(database)}`;

function inRequest(requestId: string | undefined) {
  return ({ eb, and }: Outcomes) => and(requestId === undefined ? [] : [eb('request_id', '=', requestId)]);
}
