import { expect, it } from 'vitest';
import type { Database } from '../../../src/outcomes/database/database.js';
import type { Prediction } from '../../../src/events/prediction.event.js';
import { placeOf } from '../../../src/serving/rollout/report.js';
import { ReportRepository } from '../../../src/serving/rollout/report.repository.js';
import { ShadowPredictionsService } from '../../../src/serving/rollout/shadow-predictions.service.js';
import { type Desk, idOf, type MakeDatabase, openOneDesk, prediction } from './lab.js';

const compared = { model: 'fashion-mnist', version: '2' };

interface Case {
  readonly truth: string | undefined;
  readonly answered: string;
  readonly shadow?: string | undefined;
}

/** By hand: 4 compared, 2 agree; of the 3 whose truth is known the answers are right once, the shadow twice. */
const cases: Case[] = [
  { truth: 'Bag', answered: 'Bag', shadow: 'Bag' },
  { truth: 'Bag', answered: 'Coat', shadow: 'Bag' },
  { truth: 'Shirt', answered: 'Coat', shadow: 'Coat' },
  { truth: undefined, answered: 'Coat', shadow: 'Dress' },
  { truth: 'Bag', answered: 'Bag' },
];

async function save({ sink, database }: Desk): Promise<ShadowPredictionsService> {
  const shadows = new ShadowPredictionsService(database);
  for (const [index, { truth, answered, shadow }] of cases.entries()) {
    await sink.save({ ...prediction(index, answered), trueLabel: truth });
    if (shadow !== undefined) await shadows.save({ ...prediction(index, shadow, '2'), confidence: 0.5 });
  }
  return shadows;
}

const rowsOf = (database: Database) => database.read.selectFrom('shadow_predictions').selectAll().execute();

export function reportCases(make: MakeDatabase): void {
  it('hold a shadow against what was answered', async () => {
    const desk = await openOneDesk(make);
    await save(desk);
    const report = await new ReportRepository(desk.database).shadow(compared, { limit: 10 });
    expect(report).toMatchObject({
      version: '2',
      images: 4,
      agreed: 2,
      agreement: 0.5,
      known: 3,
      next: null,
    });
    expect(report.accuracy?.answered).toBeCloseTo(1 / 3);
    expect(report.accuracy?.shadow).toBeCloseTo(2 / 3);
    expect(report.accuracy?.difference).toBeCloseTo(1 / 3);
    expect(report.disagreements).toMatchObject([
      {
        imageId: idOf(3),
        imageIndex: 3,
        trueLabel: null,
        answered: { version: '1', label: 'Coat', confidence: 0.875 },
        shadow: { label: 'Dress', confidence: 0.5 },
      },
      { imageId: idOf(1), trueLabel: 'Bag' },
    ]);
  });

  it('say nothing of a shadow that has predicted nothing', async () => {
    const { database } = await openOneDesk(make);
    const reports = new ReportRepository(database);
    expect(await reports.lastShadow('fashion-mnist')).toBeUndefined();
    expect(await reports.shadow(compared, { limit: 1 })).toMatchObject({
      images: 0,
      agreement: null,
      accuracy: null,
      disagreements: [],
    });
    expect(await reports.versions('fashion-mnist', undefined)).toEqual([]);
  });

  it('reach every disagreement once, page by page, also of one instant', async () => {
    const { sink, database } = await openOneDesk(make);
    const shadows = new ShadowPredictionsService(database);
    const indexes = Array.from({ length: 45 }, (_, index) => index);
    await Promise.all(indexes.map((index) => sink.save(prediction(index))));
    await Promise.all(indexes.map((index) => shadows.save(prediction(index, 'Coat', '2'))));
    const reports = new ReportRepository(database);
    const seen: string[] = [];
    for (let next: string | null | undefined; next !== null;) {
      const before = next === undefined ? undefined : placeOf(next);
      const page = await reports.shadow(compared, { limit: 10, before });
      seen.push(...page.disagreements.map(({ imageId }) => imageId));
      ({ next } = page);
    }
    expect(seen.toSorted()).toEqual(indexes.map(idOf).toSorted());
  });

  it('count every outcome once, over all the parts in which they are read', async () => {
    const { sink, database } = await openOneDesk(make);
    await Promise.all(Array.from({ length: 10_100 }, (_, index) => sink.save(prediction(index))));
    const [result] = await new ReportRepository(database).versions('fashion-mnist', undefined);
    expect(result).toEqual({
      version: '1',
      images: 10_100,
      share: 1,
      known: 10_100,
      accuracy: 1,
      meanConfidence: 0.875,
      meanComputeMs: 3,
    });
  });

  it('keep the first prediction of a shadow, and those of every version', async () => {
    const desk = await openOneDesk(make);
    const shadows = await save(desk);
    const again = [prediction(0, 'Coat', '2'), prediction(0, 'Coat', '3'), prediction(0, 'Dress', '3')];
    await Promise.all(again.map((each: Prediction) => shadows.save(each)));
    const rows = await rowsOf(desk.database);
    const ofFirst = rows.filter(({ image_id }) => image_id === idOf(0));
    expect(ofFirst.map(({ model_version, label }) => [model_version, label]).toSorted()).toEqual([
      ['2', 'Bag'],
      ['3', 'Coat'],
    ]);
    expect(JSON.parse(ofFirst[0]!.top)).toEqual(
      prediction(0).top.map((one) => ({ ...one, label: expect.anything() })),
    );
    expect(await new ReportRepository(desk.database).lastShadow('fashion-mnist')).toBe('3');
    await shadows.onApplicationShutdown();
  });

  it('do not change the ledger by what a shadow says', async () => {
    const desk = await openOneDesk(make);
    await desk.sink.save(prediction(0));
    const before = await desk.answers.ledger();
    await new ShadowPredictionsService(desk.database).save(prediction(0, 'Coat', '2'));
    expect(await desk.answers.ledger()).toEqual(before);
  });

  it('count each version that has answered, from a time on', async () => {
    const { sink, database } = await openOneDesk(make);
    const reports = new ReportRepository(database);
    const timings = (computeMs: number) => ({ ...prediction(0).timings, computeMs });
    await sink.save({ ...prediction(0), confidence: 0.5, timings: timings(2) });
    await sink.save({ ...prediction(1, 'Coat'), confidence: 1, timings: timings(4.5) });
    const since = new Date(Date.now() + 1).toISOString();
    await expect.poll(() => new Date().toISOString() > since).toBe(true);
    await sink.save({ ...prediction(2, 'Coat', '10'), trueLabel: undefined });
    const first = {
      version: '1',
      images: 2,
      known: 2,
      accuracy: 0.5,
      meanConfidence: 0.75,
      meanComputeMs: 3.25,
    };
    const second = {
      version: '10',
      images: 1,
      known: 0,
      accuracy: null,
      meanConfidence: 0.875,
      meanComputeMs: 3,
    };
    expect(await reports.versions('fashion-mnist', undefined)).toEqual([
      { ...second, share: expect.closeTo(1 / 3) },
      { ...first, share: expect.closeTo(2 / 3) },
    ]);
    expect(await reports.versions('fashion-mnist', since)).toEqual([{ ...second, share: 1 }]);
    expect(await reports.versions('another', undefined)).toEqual([]);
  });
}
