import { expect, it } from 'vitest';
import { accepts, type PredictionFilter } from '../../../src/outcomes/results/prediction-filter.js';
import type { StoredPrediction } from '../../../src/outcomes/results/outcome-rows.js';
import { asJsonLines } from '../../../src/outcomes/results/export-lines.js';
import { dead, type Desk, type MakeDatabase, newest, openOneDesk, prediction } from './lab.js';

const limit = 1_000;

/** 60 predictions that differ in everything one can filter by, and dead letters between them. */
async function fill({ sink, ledger }: Desk): Promise<void> {
  for (let index = 0; index < 60; index += 1) {
    await sink.save({
      ...prediction(index, ['Bag', 'Coat', 'Shirt'][index % 3]),
      requestId: `request-${index % 2}`,
      trueLabel: index % 5 === 0 ? undefined : 'Bag',
      confidence: (index % 10) / 10,
      unsure: index % 10 < 2,
      model: index % 4 === 0 ? 'other' : 'fashion-mnist',
      modelVersion: String(index % 3),
      broker: index % 6 === 0 ? 'kafka' : 'embedded',
    });
    if (index % 10 === 0) await ledger.decide([dead(1_000 + index)]);
  }
}

const linesIn = (bytes: Uint8Array) =>
  Buffer.from(bytes)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as StoredPrediction);

export function filterCases(make: MakeDatabase): void {
  it('find by each filter, and by all of them together, what the same filter lets pass in the stream', async () => {
    const desk = await openOneDesk(make);
    await fill(desk);
    const all = await newest(desk.results, { limit });
    expect(all).toHaveLength(60);
    const middle = all[30]!.decidedAt;
    const filters: PredictionFilter[] = [
      { request: 'request-1' },
      { label: 'Coat' },
      { model: 'other' },
      { modelVersion: '2' },
      { broker: 'kafka' },
      { confidenceBelow: 0.3 },
      { wrong: true },
      { wrong: false },
      { unsure: true },
      { unsure: false },
      { labelled: true },
      { labelled: false },
      { from: middle },
      { to: middle },
      { request: 'request-0', label: 'Shirt', wrong: true, to: all[2]!.decidedAt, broker: 'embedded' },
    ];
    for (const filter of filters) {
      const expected = all.filter((one) => accepts(filter, one));
      expect(expected.length, JSON.stringify(filter)).toBeGreaterThan(0);
      expect(expected.length, JSON.stringify(filter)).toBeLessThan(60);
      expect(await newest(desk.results, { limit, ...filter }), JSON.stringify(filter)).toEqual(expected);
    }
    expect(await newest(desk.results, { limit, label: 'nothing' })).toEqual([]);
    expect(await newest(desk.results, { limit, request: 'nobody' })).toEqual([]);
    expect(await newest(desk.results, { limit, to: '2020-01-01T00:00:00.000Z' })).toEqual([]);
    expect(await newest(desk.results, { limit, from: '2999-01-01T00:00:00.000Z' })).toEqual([]);
  });

  it('find the few among many, page by page, and export the same', async () => {
    const { sink, results, files } = await openOneDesk(make);
    const isRare = (index: number) => index % 700 === 3;
    const many = Array.from({ length: 12_000 }, (_, index) =>
      prediction(index, isRare(index) ? 'Rare' : 'Bag'),
    );
    await Promise.all(many.map((one) => sink.save(one)));
    const rare = many.flatMap(({ imageIndex }) => (isRare(imageIndex!) ? [imageIndex] : [])).toReversed();
    const paged: StoredPrediction[] = [];
    let before: number | undefined;
    do {
      const page = await results.page({ limit: 4, label: 'Rare', before });
      paged.push(...page.predictions);
      before = page.next;
    } while (before !== undefined);
    expect(paged.map(({ imageIndex }) => imageIndex)).toEqual(rare);
    const exported: StoredPrediction[] = [];
    for await (const chunk of await files.lines({ label: 'Rare' }, asJsonLines))
      exported.push(...linesIn(chunk));
    expect(exported).toEqual(paged);
  });

  it('answer in pages how far they have looked, where they find nothing for long', async () => {
    const { sink, results } = await openOneDesk(make);
    const many = Array.from({ length: 11_000 }, (_, index) => prediction(index, index < 2 ? 'Rare' : 'Bag'));
    await Promise.all(many.map((one) => sink.save(one)));
    const page = (query: object) => results.page({ limit: 3, ...query }, undefined, 0);
    const first = await page({ label: 'Rare' });
    expect(first).toEqual({ predictions: [], next: 1_001, lookedThrough: 10_000, of: 11_000 });
    const last = await page({ label: 'Rare', before: first.next });
    expect(last).toMatchObject({ next: undefined, lookedThrough: 11_000, of: 11_000 });
    expect(last.predictions.map(({ label }) => label)).toEqual(['Rare', 'Rare']);
    expect(await page({})).toMatchObject({ next: 10_998, lookedThrough: 3 });
    expect(await page({ label: 'Rare', after: 500 })).toMatchObject({ next: 1_001, of: 10_500 });
    expect(await page({ request: 'nobody' })).toEqual({
      predictions: [],
      next: undefined,
      lookedThrough: 0,
      of: 0,
    });
  });

  it('export what was stored when it began, once each, while more is stored', async () => {
    const { sink, files } = await openOneDesk(make);
    const save = (from: number, to: number) =>
      Promise.all(Array.from({ length: to - from }, (_, at) => sink.save(prediction(from + at))));
    await save(0, 1_200);
    const seen: (number | undefined)[] = [];
    for await (const bytes of await files.lines({}, asJsonLines)) {
      const chunk = linesIn(bytes);
      expect(chunk.length).toBeLessThanOrEqual(500);
      seen.push(...chunk.map(({ imageIndex }) => imageIndex));
      await save(2_000 + seen.length, 2_010 + seen.length);
    }
    expect(seen).toEqual(Array.from({ length: 1_200 }, (_, at) => 1_199 - at));
  });

  it('list requests, newest first, page by page', async () => {
    const { ledger, requests } = await openOneDesk(make);
    const ids = Array.from({ length: 7 }, (_, at) => `request-${at}`);
    for (const id of ids) await ledger.openRequest(id, 'embedded', { start: 10, end: 30 });
    await ledger.closeRequest('request-3', 20);
    const listed: string[] = [];
    for (let before: string | undefined; ; before = listed.at(-1)) {
      const page = await requests.newest(3, before);
      listed.push(...page.map(({ requestId }) => requestId));
      if (page.length === 0) break;
    }
    expect(listed.toSorted()).toEqual(ids);
    const times = (await requests.newest(100, undefined)).map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().toReversed());
    const all = await requests.newest(100, undefined);
    expect(all.find(({ requestId }) => requestId === 'request-3')).toMatchObject({
      broker: 'embedded',
      startIdx: 10,
      endIdx: 30,
      requested: 20,
      confirmed: 20,
    });
    await expect(requests.newest(3, 'nobody')).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      details: { field: 'before' },
    });
  });
}
