import { expect, it } from 'vitest';
import { labelStatistics } from '../../../src/outcomes/results/statistics.js';
import { dead, type MakeDatabase, openDesks, openOneDesk, predicted, prediction, request } from './lab.js';

export function statisticsCases(make: MakeDatabase): void {
  it('count running what counting every row would give, for all and for a request', async () => {
    const [one, two] = await openDesks(make, 2);
    const labels = ['Bag', 'Coat', 'Shirt'];
    const rows = Array.from({ length: 90 }, (_, index) => ({
      ...predicted(index, labels[index % 3]),
      true_label: index % 9 === 0 ? null : labels[index % 2]!,
    }));
    await Promise.all([
      one!.ledger.decide(rows.slice(0, 60)),
      two!.ledger.decide(rows.slice(30)),
      one!.ledger.decide([dead(200)]),
    ]);
    const running = labelStatistics(await one!.statistics.cells());
    expect(running).toEqual(labelStatistics(await one!.statistics.cellsOf(request)));
    const known = rows.filter(({ true_label }) => true_label !== null);
    const right = known.filter(({ label, true_label }) => label === true_label);
    expect(running).toMatchObject({ known: known.length, right: right.length });
    expect(running.confusion.labels).toEqual(labels);
    expect(running.confusion.matrix.flat().reduce((sum, cell) => sum + cell)).toBe(known.length);
    expect(running.confusion.matrix[1]![2]).toBe(
      known.filter(({ label, true_label }) => true_label === 'Coat' && label === 'Shirt').length,
    );
    expect(running.classes.reduce((sum, { predictions }) => sum + predictions, 0)).toBe(90);
    expect(await one!.answers.ledger()).toMatchObject({
      known: known.length,
      right: right.length,
      repeats: 30,
    });
  });

  it('tell how much was stored in each second', async () => {
    const { ledger, statistics } = await openOneDesk(make);
    const started = Date.now();
    await ledger.decide([predicted(0), predicted(1), dead(2)]);
    await ledger.decide([predicted(0), predicted(3)]);
    const sum = async (now: number) =>
      (await statistics.perSecond(now)).reduce((total, count) => total + count);
    expect(await sum(Date.now() + 1_000)).toBe(4);
    expect(await sum(started - 1_000)).toBe(0);
    expect(await sum(started + 120_000)).toBe(0);
    expect(await statistics.perSecond(started)).toHaveLength(60);
  });

  it('tell the times and batch sizes of the last predictions', async () => {
    const { sink, statistics } = await openOneDesk(make);
    for (let index = 0; index < 100; index += 1) {
      const { timings, ...rest } = prediction(index, index < 90 ? 'Bag' : 'Coat');
      await sink.save({
        ...rest,
        timings: { ...timings, computeMs: index + 1, batchSize: index < 40 ? 1 : 8 },
      });
    }
    expect(await statistics.recent()).toMatchObject({
      predictions: 100,
      known: 100,
      right: 90,
      totalMs: { p50: 53, p99: 102 },
      queueMs: { p50: 2, p99: 2 },
      computeMs: { p50: 50, p99: 99 },
      batchSizes: [
        { size: 1, predictions: 40 },
        { size: 8, predictions: 60 },
      ],
    });
  });

  it('count labels of any length and with any character', async () => {
    const { sink, statistics } = await openOneDesk(make);
    const label = '<b>😀"\'\\'.repeat(1_000);
    await sink.save({ ...prediction(0), label, trueLabel: label });
    await sink.save({ ...prediction(1), label: '\uD800', trueLabel: '' });
    expect(labelStatistics(await statistics.cells())).toMatchObject({ known: 2, right: 1 });
  });
}
