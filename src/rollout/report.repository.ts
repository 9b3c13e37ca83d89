import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../database/database.js';
import { jsonNumber } from '../database/json-number.js';
import { cursorOf, type Disagreement, type Place, type ShadowResult, type VersionResult } from './report.js';

export interface Compared {
  readonly model: string;
  /** Of the shadow. */
  readonly version: string;
}

export interface Page {
  readonly limit: number;
  readonly before?: Place | undefined;
}

/** Counts what versions have predicted. Each query reads all rows of the model: it is for people who ask now and then. */
@Injectable()
export class ReportRepository {
  constructor(private readonly database: Database) {}

  /** @param since ISO 8601; undefined counts all outcomes. */
  async versions(model: string, since: string | undefined): Promise<VersionResult[]> {
    const { read } = this.database;
    let query = read
      .selectFrom('outcomes')
      .select((row) => [
        'model_version',
        row.fn.countAll().as('images'),
        row.fn.avg<number>('confidence').as('confidence'),
        row.fn.avg<number | null>(jsonNumber(read, row.ref('timings'), 'computeMs')).as('compute'),
        row.fn.count('true_label').as('known'),
        sql<number>`sum(case when true_label = label then 1 else 0 end)`.as('right'),
      ])
      .where('model', '=', model)
      .where('state', '=', 'predicted')
      .groupBy('model_version');
    if (since !== undefined) query = query.where('decided_at', '>=', since);
    const rows = await query.execute();
    const all = rows.reduce((sum, { images }) => sum + Number(images), 0);
    const results = rows.map((row) => ({
      version: row.model_version ?? '',
      images: Number(row.images),
      share: Number(row.images) / all,
      known: Number(row.known),
      accuracy: ratio(Number(row.right), Number(row.known)),
      meanConfidence: Number(row.confidence),
      meanComputeMs: row.compute === null ? null : Number(row.compute),
    }));
    return results.toSorted((one, other) => Number(other.version) - Number(one.version));
  }

  /** The version that was last in the model's shadow. */
  async lastShadow(model: string): Promise<string | undefined> {
    const row = await this.database.read
      .selectFrom('shadow_predictions')
      .select('model_version')
      .where('model', '=', model)
      .orderBy('created_at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.model_version;
  }

  async shadow(compared: Compared, page: Page): Promise<ShadowResult> {
    const counted = await this.compared(compared)
      .select(({ fn }) => [
        fn.countAll().as('images'),
        fn.count('answered.true_label').as('known'),
        sql<number>`sum(case when said.label = answered.label then 1 else 0 end)`.as('agreed'),
        sql<number>`sum(case when answered.true_label = answered.label then 1 else 0 end)`.as(
          'answeredRight',
        ),
        sql<number>`sum(case when answered.true_label = said.label then 1 else 0 end)`.as('shadowRight'),
      ])
      .executeTakeFirstOrThrow();
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

  private async disagreements(compared: Compared, { limit, before }: Page): Promise<Disagreement[]> {
    let query = this.compared(compared)
      .select([
        'answered.image_id',
        'answered.image_index',
        'answered.true_label',
        'answered.model_version',
        'answered.label',
        'answered.confidence',
        'said.label as said_label',
        'said.confidence as said_confidence',
        'said.created_at',
      ])
      .whereRef('said.label', '<>', 'answered.label')
      .orderBy('said.created_at', 'desc')
      .orderBy('said.image_id', 'desc')
      .limit(limit);
    if (before) {
      const { at, imageId } = before;
      query = query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('said.created_at', 'said.image_id'), '<', tuple(at, imageId)),
      );
    }
    const rows = await query.execute();
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

  /** Images that were answered and that the shadow has predicted. */
  private compared({ model, version }: Compared) {
    return this.database.read
      .selectFrom('shadow_predictions as said')
      .innerJoin('outcomes as answered', 'answered.image_id', 'said.image_id')
      .where('said.model', '=', model)
      .where('said.model_version', '=', version)
      .where('answered.state', '=', 'predicted')
      .where('answered.model', '=', model);
  }
}

type Counts = [images: number, agreed: number, known: number];

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
