import { expect, it } from 'vitest';
import { dead, type MakeDatabase, newest, openOneDesk, prediction, request } from './lab.js';

const sources = [
  { topic: 'images', partition: 0, offset: '9223372036854775807' },
  { topic: 'images', messageId: '8' },
  undefined,
];

export function pageCases(make: MakeDatabase): void {
  it('give every prediction back as it was saved, in the order of the images', async () => {
    const { sink, results } = await openOneDesk(make);
    const predictions = Array.from({ length: 1200 }, (_, index) => ({
      ...prediction(index),
      source: sources[index % sources.length],
    }));
    await Promise.all(predictions.toReversed().map((saved) => sink.save(saved)));
    const found = await results.ofRequest(request, { limit: 2000 });
    expect(found.map(({ seq: _seq, decidedAt: _decidedAt, ...rest }) => rest)).toEqual(predictions);
    const next = await results.ofRequest(request, { limit: 2, after: 99 });
    expect(next.map(({ imageIndex }) => imageIndex)).toEqual([100, 101]);
  });

  it('go from the newest on, and tell what is new', async () => {
    const { sink, results } = await openOneDesk(make);
    for (const index of [0, 1, 2, 3]) await sink.save(prediction(index));
    const indexes = async (query: { before?: number; after?: number }) =>
      (await newest(results, { limit: 2, ...query })).map(({ imageIndex }) => imageIndex);
    const [, third] = await newest(results, { limit: 2 });
    expect(await indexes({})).toEqual([3, 2]);
    expect(await indexes({ before: third!.seq })).toEqual([1, 0]);
    expect(await indexes({ after: third!.seq })).toEqual([3]);
  });

  it('reach every prediction once, page by page, while more are saved', async () => {
    const { sink, results } = await openOneDesk(make);
    const save = (from: number, to: number) =>
      Promise.all(Array.from({ length: to - from }, (_, at) => sink.save(prediction(from + at))));
    await save(0, 200);
    const seen: (number | undefined)[] = [];
    let before: number | undefined;
    for (let page = 0; ; page += 1) {
      const found = await newest(results, { limit: 30, before });
      if (found.length === 0) break;
      seen.push(...found.map(({ imageIndex }) => imageIndex));
      before = found.at(-1)?.seq;
      await save(200 + page * 10, 210 + page * 10);
    }
    expect(seen.toSorted((one, other) => one! - other!)).toEqual(Array.from({ length: 200 }, (_, at) => at));
  });

  it('list the wrong ones of a request', async () => {
    const { sink, results } = await openOneDesk(make);
    await Promise.all([sink.save(prediction(0)), sink.save(prediction(1, 'Coat'))]);
    const wrong = await results.ofRequest(request, { limit: 10, wrong: true });
    expect(wrong).toMatchObject([{ imageIndex: 1, label: 'Coat' }]);
  });

  it('leave dead letters out', async () => {
    const { sink, ledger, results } = await openOneDesk(make);
    await ledger.decide([dead(0)]);
    await sink.save(prediction(0));
    expect(await newest(results, { limit: 10 })).toEqual([]);
  });

  it('take any text, the character NUL included, and any whole number', async () => {
    const { sink, results, answers } = await openOneDesk(make);
    await sink.save({ ...prediction(0), imageId: 'a\0b', requestId: '\0😀"\'\\', label: "Bag'; --" });
    expect(await results.ofRequest('\0😀"\'\\', { limit: 10 })).toMatchObject([{ label: "Bag'; --" }]);
    expect(await answers.ledger()).toMatchObject({ accepted: 1, repeats: 0 });
    await sink.save(prediction(Number.MAX_SAFE_INTEGER));
    expect(await newest(results, { limit: 1 })).toMatchObject([{ imageIndex: Number.MAX_SAFE_INTEGER }]);
    await expect(answers.ofRequest('nobody\0')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('store what shared a batch with a row that the database refuses', async () => {
    const { sink, results } = await openOneDesk(make);
    const wrong = { ...prediction(2), requestId: null as unknown as string };
    const saved = [prediction(0), prediction(1), wrong, prediction(3)].map((one) => sink.save(one));
    const ends = await Promise.allSettled(saved);
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    await expect(saved[2]).rejects.toMatchObject({ kind: 'transient' });
    expect(await newest(results, { limit: 10 })).toHaveLength(3);
  });

  it('hold what was given to the sink before it closed', async () => {
    const { sink, results } = await openOneDesk(make);
    const saving = sink.save(prediction(0));
    await sink.onApplicationShutdown();
    await saving;
    expect(await newest(results, { limit: 10 })).toHaveLength(1);
  });
}
