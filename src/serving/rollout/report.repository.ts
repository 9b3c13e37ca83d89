import { Injectable } from '@nestjs/common';
import { type Kysely, sql } from 'kysely';
import { Database } from '../../outcomes/database/database.js';
import type { Tables } from '../../outcomes/database/schema.js';
import { hasLabel, isRight } from '../../outcomes/ledger/several-labels.js';
import { cursorOf, type Place } from './report.js';
import type { Disagreement, ShadowResult, VersionResult } from './report.schema.js';
import { countVersions } from './version-counts.js';

export interface Compared {
  readonly model: string;
  /** Of the shadow. */
  readonly version: string;
}

interface From {
  /** ISO 8601; empty for all of them. */
  readonly from: string;
}

export interface Page {
  readonly limit: number;
  readonly before?: Place | undefined;
}

/** Only a shadow's newest predictions are compared: enough for any comparison, however many are stored. */
const newestCompared = 50_000;

/** Counts versions' predictions among the newest outcomes, so that a report is cheap at any size of the database. */
@Injectable()
export class ReportRepository {
  constructor(private readonly database: Database) {}

  /** Among the newest 200,000 outcomes. @param since ISO 8601: none before it. */
  async versions(model: string, since: string | undefined): Promise<VersionResult[]> {
    const counted = [...(await countVersions(this.database, model, since))];
    const all = counted.reduce((sum, [, { images }]) => sum + images, 0);
    const results = counted.map(([version, sums]) => ({
      version,
      images: sums.images,
      share: sums.images / all,
      known: sums.known,
      accuracy: ratio(sums.right, sums.known),
      meanConfidence: sums.confidence / sums.images,
      meanComputeMs: ratio(sums.computeMs, sums.computed),
    }));
    return results.toSorted((one, other) => Number(other.version) - Number(one.version));
  }

  /** The model's last shadow version. */
  async lastShadow(model: string): Promise<string | undefined> {
    const row = await this.database.scan((read) =>
      read
        .selectFrom('shadow_predictions')
        .select('model_version')
        .where('model', '=', model)
        .orderBy('created_at', 'desc')
        .limit(1)
        .executeTakeFirst(),
    );
    return row?.model_version;
  }

  /** Of the shadow's newest 50,000 predictions. */
  async shadow(named: Compared, page: Page): Promise<ShadowResult> {
    const compared = { ...named, from: await this.oldestCompared(named) };
    const counted = await this.database.scan((read) =>
      comparing(read, compared)
        .select(({ fn }) => [
          fn.countAll().as('images'),
          fn.count('answered.true_label').as('known'),
          sql<number>`sum(case when said.label = answered.label then 1 else 0 end)`.as('agreed'),
          sql<number>`sum(case when ${isRight('answered')} then 1 else 0 end)`.as('answeredRight'),
          sql<number>`sum(case when ${saidRight} then 1 else 0 end)`.as('shadowRight'),
        ])
        .executeTakeFirstOrThrow(),
    );
    const [images, agreed, known] = [counted.images, counted.agreed, counted.known].map(Number) as Counts;
    const answered = ratio(Number(counted.answeredRight), known);
    const shadow = ratio(Number(counted.shadowRight), known);
    const disagreements = await this.disagreements(compared, page);
    const last = disagreements.length === page.limit ? disagreements.at(-1) : undefined;
    return {
      version: compared.version,
      images,
      agreed,
      agreement: ratio(agreed, images),
      known,
      accuracy:
        answered === null || shadow === null ? null : { answered, shadow, difference: shadow - answered },
      disagreements,
      next: last ? cursorOf(last) : null,
    };
  }

  /** When the oldest of the compared shadow predictions was stored; the index alone answers it. */
  private async oldestCompared({ model, version }: Compared): Promise<string> {
    const row = await this.database.scan((read) =>
      read
        .selectFrom('shadow_predictions')
        .select('created_at')
        .where('model', '=', model)
        .where('model_version', '=', version)
        .orderBy('created_at', 'desc')
        .offset(newestCompared - 1)
        .limit(1)
        .executeTakeFirst(),
    );
    return row?.created_at ?? '';
  }

  private async disagreements(compared: Compared & From, page: Page): Promise<Disagreement[]> {
    const rows = await this.database.scan((read) => disagreeing(read, compared, page).execute());
    return rows.map((row) => ({
      imageId: row.image_id,
      imageIndex: row.image_index,
      trueLabel: row.true_label,
      answered: {
        version: row.model_version ?? '',
        label: row.label ?? '',
        confidence: row.confidence ?? 0,
      },
      shadow: { label: row.said_label, confidence: row.said_confidence },
      at: row.created_at,
    }));
  }
}

const saidRight = hasLabel(sql.ref('answered.true_label'), 'said');

/** Images with both an answer and a prediction of the shadow. */
function comparing(read: Kysely<Tables>, { model, version, from }: Compared & From) {
  return read
    .selectFrom('shadow_predictions as said')
    .innerJoin('outcomes as answered', 'answered.image_id', 'said.image_id')
    .where('said.model', '=', model)
    .where('said.model_version', '=', version)
    .where('said.created_at', '>=', from)
    .where('answered.state', '=', 'predicted')
    .where('answered.model', '=', model);
}

function disagreeing(read: Kysely<Tables>, compared: Compared & From, { limit, before }: Page) {
  const query = comparing(read, compared)
    .select(['answered.image_id', 'answered.image_index', 'answered.true_label', 'answered.model_version'])
    .select(['answered.label', 'answered.confidence', 'said.label as said_label'])
    .select(['said.confidence as said_confidence', 'said.created_at'])
    .whereRef('said.label', '<>', 'answered.label')
    .orderBy('said.created_at', 'desc')
    .orderBy('said.image_id', 'desc')
    .limit(limit);
  if (!before) return query;
  const { at, imageId } = before;
  return query.where(({ eb, refTuple, tuple }) =>
    eb(refTuple('said.created_at', 'said.image_id'), '<', tuple(at, imageId)),
  );
}

type Counts = [images: number, agreed: number, known: number];

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
