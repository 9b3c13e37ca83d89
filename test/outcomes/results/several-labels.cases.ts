import { expect, it } from 'vitest';
import type { Prediction } from '../../../src/events/prediction.event.js';
import { accepts, type PredictionFilter } from '../../../src/outcomes/results/prediction-filter.js';
import { labelStatistics } from '../../../src/outcomes/results/statistics.js';
import { ReportRepository } from '../../../src/serving/rollout/report.repository.js';
import { ShadowPredictionsService } from '../../../src/serving/rollout/shadow-predictions.service.js';
import { type Desk, idOf, type MakeDatabase, newest, openOneDesk, prediction, request } from './lab.js';

const ranked = (label: string, at: number) => ({ label, classIndex: at, confidence: 0.9 - at / 7 });

/** A prediction with these labels, the likeliest first; without one it is "none". */
function several(index: number, names: readonly string[], trueLabel?: string): Prediction {
  const [label = 'none'] = names;
  return { ...prediction(index, label), labels: names.map(ranked), trueLabel };
}

/** Names that could be taken for one another, and for the text around them. */
const odd = ['Bag', 'Bag 2', 'a "Bag"', '100%', '_', "it's \\n"];

async function statisticsOf({ statistics, answers }: Desk) {
  const overall = labelStatistics(await statistics.cells(), await statistics.further());
  expect(overall).toEqual(labelStatistics(await statistics.cellsOf(request)));
  const { known, right } = await answers.ledger();
  expect(overall).toMatchObject({ known, right });
  expect(await answers.ofRequest(request)).toMatchObject({ known, right });
  return overall;
}

const countsOf = ({ classes }: Awaited<ReturnType<typeof statisticsOf>>) =>
  Object.fromEntries(classes.map(({ label, predictions }) => [label, predictions]));

export function severalLabelsCases(make: MakeDatabase): void {
  it('find an image by each of its labels, whatever the labels are called, as the stream does', async () => {
    const desk = await openOneDesk(make);
    const sets = [odd, ['Bag 2'], ['a "Bag"', '_'], [], ['Coat', 'Bag']];
    for (const [index, names] of sets.entries()) await desk.sink.save(several(index, names, 'Bag'));
    const all = await newest(desk.results, { limit: 100 });
    expect(all.map(({ labels }) => labels?.map(({ label }) => label)).toReversed()).toEqual(sets);
    expect(all.at(-1)?.labels).toEqual(odd.map(ranked));
    const filters: PredictionFilter[] = [
      ...[...odd, 'Coat', 'none', '', '%'].map((label) => ({ label })),
      { wrong: true },
      { wrong: false },
    ];
    for (const filter of filters) {
      const expected = all.filter((one) => accepts(filter, one));
      expect(await newest(desk.results, { limit: 100, ...filter }), JSON.stringify(filter)).toEqual(expected);
    }
    expect(await newest(desk.results, { limit: 100, label: 'Bag' })).toHaveLength(2);
    expect(await newest(desk.results, { limit: 100, wrong: false })).toHaveLength(2);
  });

  it('count each label, each image once, and forget both with the image', async () => {
    const desk = await openOneDesk(make);
    await desk.sink.save(several(0, ['Bag', 'Coat']));
    await desk.sink.save(several(1, ['Coat', 'Dress', 'Bag'], 'Bag'));
    await desk.sink.save(several(2, [], 'none'));
    await desk.sink.save({ ...prediction(3, 'Bag'), trueLabel: 'Bag' });
    const statistics = await statisticsOf(desk);
    expect(countsOf(statistics)).toEqual({ Bag: 3, Coat: 2, Dress: 1, none: 1 });
    expect(statistics).toMatchObject({ known: 3, right: 3 });
    expect(await desk.answers.ledger()).toMatchObject({ predicted: 4 });
    await desk.labels.give({
      imageId: idOf(0),
      label: 'Coat',
      source: undefined,
      givenAt: '2026-01-01T00:00:00Z',
    });
    await desk.labels.give({
      imageId: idOf(1),
      label: 'Shirt',
      source: undefined,
      givenAt: '2026-01-01T00:00:00Z',
    });
    expect(await desk.labels.of({ id: idOf(0) })).toMatchObject({
      predicted: 'Bag',
      trueLabel: 'Coat',
      right: true,
    });
    const later = await statisticsOf(desk);
    expect(countsOf(later)).toEqual({ Bag: 3, Coat: 2, Dress: 1, none: 1 });
    expect(later).toMatchObject({ known: 4, right: 3 });
    await desk.retention.deleteBefore(new Date('2999-01-01'));
    expect(await desk.statistics.cells()).toEqual([]);
    expect(await desk.statistics.further()).toEqual([]);
  });

  it('compare a shadow: right where the truth is one of its labels', async () => {
    const desk = await openOneDesk(make);
    const shadows = new ShadowPredictionsService(desk.database);
    await desk.sink.save(several(0, ['Bag', 'Coat'], 'Coat'));
    await shadows.save({ ...several(0, ['Bag', 'Dress']), modelVersion: '2' });
    await desk.sink.save(several(1, ['Bag'], 'Dress'));
    await shadows.save({ ...several(1, ['Bag', 'Dress']), modelVersion: '2' });
    await desk.sink.save(several(2, ['Bag'], 'Dress'));
    await shadows.save({ ...several(2, ['Dress']), modelVersion: '2' });
    const report = new ReportRepository(desk.database);
    expect(await report.shadow({ model: 'fashion-mnist', version: '2' }, { limit: 10 })).toMatchObject({
      images: 3,
      agreed: 2,
      accuracy: { answered: 1 / 3, shadow: 2 / 3 },
    });
    expect(await report.versions('fashion-mnist', undefined)).toMatchObject([{ known: 3, accuracy: 1 / 3 }]);
  });
}
