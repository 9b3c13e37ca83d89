import { beforeEach, expect, it } from 'vitest';
import { namedImage } from '../../../src/events/named-image.js';
import type { Prediction } from '../../../src/events/prediction.event.js';
import { mostSources } from '../../../src/outcomes/ledger/sources.js';
import { rowOfPrediction } from '../../../src/outcomes/results/outcome-rows.js';
import { SourcesRepository } from '../../../src/outcomes/results/sources.repository.js';
import { type Desk, longAgo, type MakeDatabase, openOneDesk, prediction } from './lab.js';

const place = { topic: 'images', partition: 2, offset: '7' };

/** Of an event of another program, as this version names it. */
const foreign = (source: string, id: string): Prediction => {
  const image = namedImage({ source, id });
  return { ...prediction(0), ...image, requestId: image.imageId, imageIndex: undefined };
};
/** The same as an earlier version named it. */
const earlier = (id: string): Prediction => ({ ...prediction(0), imageId: id, requestId: id });

export function identityCases(make: MakeDatabase): void {
  let desk: Desk;
  let sources: SourcesRepository;

  const ledger = () => desk.answers.ledger();
  const counts = async () =>
    Object.fromEntries(
      (await sources.latest(mostSources + 1)).map(({ source, predicted, dead }) => [
        source,
        [predicted, dead],
      ]),
    ) as Record<string, [number, number]>;

  beforeEach(async () => {
    desk = await openOneDesk(make);
    sources = new SourcesRepository(desk.database);
  });

  it('a message that an earlier version predicted keeps its name and its one outcome', async () => {
    await desk.sink.save({ ...earlier('7'), source: place });
    await desk.sink.save({ ...foreign('/shop/a', '7'), source: place });
    expect(await ledger()).toMatchObject({ predicted: 1, repeats: 1 });
    await desk.sink.save({ ...foreign('/shop/b', '7'), source: { ...place, offset: '8' } });
    expect(await ledger()).toMatchObject({ predicted: 2, repeats: 1 });
  });

  it('a prediction of an earlier version belongs to the image that alone has its id', async () => {
    await desk.sink.save(foreign('/shop/a', '7'));
    await desk.sink.save(earlier('7'));
    expect(await ledger()).toMatchObject({ predicted: 1, repeats: 1 });
    await desk.sink.save(foreign('/shop/b', '7'));
    const refused = expect(desk.sink.save(earlier('7'))).rejects.toMatchObject({
      code: 'AMBIGUOUS_IMAGE',
      details: { sources: ['/shop/a', '/shop/b'] },
    });
    await Promise.all([refused, desk.sink.save(foreign('/shop/c', '7'))]);
    expect(await ledger()).toMatchObject({ predicted: 3, repeats: 1 });
  });

  it('a source counts its images of no request that was made here, until retention has deleted them', async () => {
    const dead = { ...rowOfPrediction(foreign('/shop/a', 'dead')), state: 'dead' as const, label: null };
    await desk.ledger.openRequest('made here', 'embedded', { start: 0, end: 1, uploaded: false });
    await desk.ledger.decide([dead, rowOfPrediction(foreign('/shop/a', '1'))]);
    await desk.ledger.decide([
      rowOfPrediction(foreign('/shop/a', '1')),
      rowOfPrediction({ ...foreign('/shop/a', '2'), requestId: 'of another program' }),
      rowOfPrediction({ ...foreign('/shop/b', '1'), requestId: 'made here' }),
    ]);
    expect(await counts()).toEqual({ '/shop/a': [2, 1] });
    await desk.database.write((transaction) => desk.ledger.replay(transaction, dead.image_id, 1));
    expect(await counts()).toEqual({ '/shop/a': [2, 0] });
    await desk.ledger.decide([rowOfPrediction(foreign('/shop/a', 'dead'))]);
    expect(await counts()).toEqual({ '/shop/a': [3, 0] });
    await desk.database.write((transaction) =>
      transaction.updateTable('outcomes').set({ decided_at: longAgo }).execute(),
    );
    await desk.retention.deleteBefore(new Date());
    expect(await counts()).toEqual({});
  });

  it('only so many sources have numbers of their own', async () => {
    const listed = Array.from({ length: mostSources - 1 }, (_, at) => `/flood/${at}`);
    for (let from = 0; from < listed.length; from += 500) {
      const rows = listed.slice(from, from + 500).map((source) => {
        return { source, predicted: 1, dead: 0, first_at: longAgo, last_at: longAgo };
      });
      await desk.database.write((transaction) => transaction.insertInto('sources').values(rows).execute());
    }
    const more = ['/x', '/y', '/z', '/flood/0'].map((source) => rowOfPrediction(foreign(source, '1')));
    await desk.ledger.decide(more);
    const found = await counts();
    expect(found).toMatchObject({ '/flood/0': [2, 0], '/x': [1, 0], null: [2, 0] });
    expect(Object.keys(found)).toHaveLength(mostSources + 1);
  });
}
