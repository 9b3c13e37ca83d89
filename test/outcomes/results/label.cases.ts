import { expect, it } from 'vitest';
import type { GivenLabel } from '../../../src/outcomes/labels/labels.js';
import { labelStatistics } from '../../../src/outcomes/results/statistics.js';
import {
  dead,
  type Desk,
  idOf,
  imagesOf,
  type MakeDatabase,
  openDesks,
  newest,
  openOneDesk,
  prediction,
  request,
} from './lab.js';

const minute = (at: number) => new Date(Date.UTC(2026, 0, 1, 12, at)).toISOString();

const given = (index: number, label: string | number, at = 0, source?: string): GivenLabel => ({
  imageId: idOf(index),
  label,
  source,
  givenAt: minute(at),
});

/** A prediction without a truth of its own. */
const unlabelled = (index: number, label = 'Bag') => ({ ...prediction(index, label), trueLabel: undefined });

/** The running numbers, once they are found to be what counting every row gives. */
async function numbersOf({ statistics, answers }: Desk) {
  const running = labelStatistics(await statistics.cells());
  expect(running).toEqual(labelStatistics(await statistics.cellsOf(request)));
  const { known, right } = await answers.ledger();
  expect(running).toMatchObject({ known, right });
  expect(await answers.ofRequest(request)).toMatchObject({ known, right });
  return { known, right, matrix: running.confusion };
}

const wrongOf = async ({ results }: Desk) =>
  (await newest(results, { limit: 100, wrong: true })).map(({ imageIndex }) => imageIndex);

export function labelCases(make: MakeDatabase): void {
  it('count a label that comes later as the truth, in accuracy, matrix and filter', async () => {
    const desk = await openOneDesk(make);
    await Promise.all([0, 1, 2, 3].map((index) => desk.sink.save(unlabelled(index))));
    expect(await numbersOf(desk)).toMatchObject({ known: 0, right: 0 });
    await desk.labels.give(given(0, 'Bag'));
    await desk.labels.give(given(1, 'Coat'));
    await desk.labels.give(given(2, 4));
    const { matrix, ...counted } = await numbersOf(desk);
    expect(counted).toEqual({ known: 3, right: 1 });
    expect(matrix).toEqual({
      labels: ['Bag', 'Coat'],
      matrix: [
        [1, 0],
        [2, 0],
      ],
    });
    expect(await wrongOf(desk)).toEqual([2, 1]);
    const labelled = await newest(desk.results, { limit: 10, labelled: true });
    expect(labelled.map(({ trueLabel }) => trueLabel).toSorted()).toEqual(['Bag', 'Coat', 'Coat']);
    expect(await desk.labels.of({ id: idOf(2) })).toMatchObject({
      predicted: 'Bag',
      trueLabel: 'Coat',
      right: false,
      history: [{ label: 'Coat', classIndex: 4, state: 'accepted', counts: true }],
    });
  });

  it('let the label that was given last count, and keep each with what it replaced', async () => {
    const desk = await openOneDesk(make);
    await desk.sink.save({ ...prediction(0), trueLabel: 'Shirt' });
    await desk.labels.give(given(0, 'Coat', 2, 'one'));
    await desk.labels.give(given(0, 'Bag', 3, 'two'));
    await desk.labels.give(given(0, 'Dress', 1, 'a late message'));
    await desk.labels.give(given(0, 'Bag', 3, 'two'));
    expect(await numbersOf(desk)).toMatchObject({ known: 1, right: 1 });
    const { history, ...labelled } = await desk.labels.of({ id: idOf(0) });
    expect(labelled).toMatchObject({ state: 'predicted', trueLabel: 'Bag', right: true });
    expect(history.map(({ label, source, counts, replaced }) => [label, source, counts, replaced])).toEqual([
      ['Bag', 'two', true, 'Coat'],
      ['Coat', 'one', false, 'Shirt'],
      ['Dress', 'a late message', false, null],
    ]);
  });

  it('let the same label count in every order of arrival, also of labels within one millisecond', async () => {
    const desk = await openOneDesk(make);
    const at = (fraction: string, label: string, source: string) => ({
      ...given(0, label, 0, source),
      givenAt: `2026-01-01T12:00:00.${fraction}Z`,
    });
    const labels = [
      at('123', 'Shirt', 'x'),
      at('1234567', 'Coat', 'a'),
      at('1234567', 'Bag', 'b'),
      at('1234567', 'Coat', 'c'),
    ];
    const orders = [labels, labels.toReversed(), [2, 0, 3, 1].map((place) => labels[place] as GivenLabel)];
    for (const [index, order] of orders.entries()) {
      await desk.sink.save(unlabelled(index));
      for (const label of order) await desk.labels.give({ ...label, imageId: idOf(index) });
      const { trueLabel, history } = await desk.labels.of({ id: idOf(index) });
      expect(trueLabel).toBe('Coat');
      expect(history.map(({ source, counts }) => [source, counts])).toEqual([
        ['c', true],
        ['a', false],
        ['b', false],
        ['x', false],
      ]);
    }
  });

  it('keep a label that comes before its prediction, and join it when that arrives', async () => {
    const desk = await openOneDesk(make);
    await desk.ledger.openRequest(request, 'embedded', { start: 0, end: 3 });
    await desk.ledger.open(request, 'embedded', imagesOf(0, 2));
    await desk.ledger.decide([dead(1)]);
    for (const index of [0, 1, 2]) await desk.labels.give(given(index, index === 1 ? 4 : 'Coat'));
    await desk.labels.give(given(2, 'Hat', 5));
    expect(await desk.labels.of({ id: idOf(2) })).toMatchObject({
      state: 'unknown',
      allowed: null,
      right: null,
    });
    expect(await desk.labels.of({ id: idOf(0) })).toMatchObject({
      history: [{ state: 'waiting', counts: false }],
    });
    await desk.database.write((transaction) => desk.ledger.replay(transaction, idOf(1), 1));
    await Promise.all([0, 1, 2].map((index) => desk.sink.save(unlabelled(index, 'Coat'))));
    expect(await numbersOf(desk)).toMatchObject({ known: 3, right: 3 });
    expect(await desk.labels.of({ id: idOf(0) })).toMatchObject({
      history: [{ label: 'Coat', replaced: 'Bag' }],
    });
    expect(await desk.labels.of({ id: idOf(1) })).toMatchObject({
      history: [{ label: 'Coat', classIndex: 4 }],
    });
    expect(await desk.labels.of({ id: idOf(2) })).toMatchObject({
      trueLabel: 'Coat',
      history: [
        { label: 'Hat', state: 'refused', counts: false, reason: expect.stringContaining('"Trouser"') },
        { label: 'Coat', state: 'accepted', counts: true },
      ],
    });
  });

  it('refuse a label that the model which predicted does not know, and change nothing', async () => {
    const desk = await openOneDesk(make);
    await desk.sink.save(prediction(0));
    await desk.sink.save({ ...prediction(1), model: 'gone' });
    for (const label of ['Hat', 'bag', 10, '8']) {
      await expect(desk.labels.give(given(0, label))).rejects.toMatchObject({
        code: 'UNKNOWN_LABEL',
        kind: 'invalid',
        details: { field: 'label', value: label, allowed: expect.stringContaining('an index from 0 to 9') },
      });
    }
    await expect(desk.labels.give(given(1, 'Bag'))).rejects.toMatchObject({ code: 'UNKNOWN_MODEL' });
    await expect(desk.labels.of({ id: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await numbersOf(desk)).toMatchObject({ known: 2, right: 2 });
    expect((await desk.labels.of({ id: idOf(0) })).history).toEqual([]);
  });

  it('miss none and count none twice where several processes store labels and predictions at once', async () => {
    const desks = await openDesks(make, 3);
    const indexes = Array.from({ length: 120 }, (_, index) => index);
    await Promise.all([
      ...indexes.map((index) => desks[0]!.sink.save(unlabelled(index))),
      ...indexes.map((index) => desks[1]!.labels.give(given(index, index % 3 ? 'Bag' : 'Coat'))),
      ...indexes.map((index) => desks[2]!.labels.give(given(index, index % 3 ? 'Bag' : 'Coat'))),
    ]);
    expect(await numbersOf(desks[0]!)).toMatchObject({ known: 120, right: 80 });
    const { labels } = await desks[0]!.database.read
      .selectFrom('labels')
      .select(({ fn }) => fn.countAll().as('labels'))
      .executeTakeFirstOrThrow();
    expect(Number(labels)).toBe(120);
  });

  it('go with their image when it is old, and also when it never came', async () => {
    const desk = await openOneDesk(make);
    await desk.sink.save(prediction(0));
    for (const index of [0, 1]) await desk.labels.give(given(index, 'Coat'));
    expect(await desk.retention.deleteBefore(new Date('2021-01-01'))).toBe(0);
    expect(await desk.retention.deleteBefore(new Date(Date.now() + 60_000))).toBe(2);
    for (const index of [0, 1]) {
      await expect(desk.labels.of({ id: idOf(index) })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await desk.statistics.cells()).toEqual([]);
  });
}
