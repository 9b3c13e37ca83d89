import { expect, it } from 'vitest';
import {
  dead,
  type Desk,
  idOf,
  imagesOf,
  letterRow,
  longAgo,
  type MakeDatabase,
  openDesks,
  openOneDesk,
  predicted,
  prediction,
  request,
} from './lab.js';

const before = new Date('2021-01-01T00:00:00.000Z');

/** Makes everything that there is now as old as that. */
async function age({ database }: Desk): Promise<void> {
  await database.write(async (transaction) => {
    await transaction.updateTable('outcomes').set({ created_at: longAgo }).execute();
    await transaction
      .updateTable('outcomes')
      .set({ decided_at: longAgo })
      .where('seq', 'is not', null)
      .execute();
    await transaction.updateTable('requests').set({ created_at: longAgo }).execute();
    await transaction.updateTable('dead_letters').set({ stored_at: longAgo }).execute();
    await transaction.updateTable('pictures').set({ created_at: longAgo }).execute();
    await transaction.updateTable('shadow_predictions').set({ created_at: longAgo }).execute();
  });
}

const picture = (imageId: string) => ({ imageId, contentType: 'image/png', bytes: new Uint8Array([1, 2]) });

async function letter({ database }: Desk, id: number, imageId: string | null): Promise<void> {
  await database.write((transaction) =>
    transaction.insertInto('dead_letters').values(letterRow(id, imageId)).execute(),
  );
}

async function shadow({ database }: Desk, image_id: string): Promise<void> {
  const said = { label: 'Bag', class_index: 8, confidence: 0.5, top: '[]' };
  const row = { image_id, model: 'm', model_version: '2', ...said, created_at: new Date().toISOString() };
  await database.write((transaction) => transaction.insertInto('shadow_predictions').values(row).execute());
}

const letters = async ({ database }: Desk) =>
  (await database.read.selectFrom('dead_letters').select('id').orderBy('id').execute()).map(({ id }) =>
    Number(id),
  );

export function retentionCases(make: MakeDatabase): void {
  it('deletes what is old with all that belongs to it, and the ledger still adds up', async () => {
    const desk = await openOneDesk(make);
    const { ledger, pictures, retention, answers, requests } = desk;
    await ledger.openRequest(request, 'embedded', { start: 0, end: 1_200 });
    await ledger.decide(
      Array.from({ length: 1_200 }, (_, index) => predicted(index, index % 2 ? 'Bag' : 'Coat')),
    );
    await ledger.decide([predicted(0), dead(1), dead(2_000)]);
    await letter(desk, 1, idOf(2_000));
    await letter(desk, 2, null);
    await pictures.keep([picture(idOf(7)), picture('never published')]);
    await shadow(desk, idOf(7));
    await shadow(desk, 'of an image that never had an outcome');
    await age(desk);
    await shadow(desk, idOf(5_000));
    await ledger.openRequest('new', 'embedded', { start: 0, end: 1 });
    await ledger.decide([
      { ...predicted(5_000), request_id: 'new' },
      { ...dead(5_001), request_id: 'new' },
    ]);
    await pictures.keep([picture(idOf(5_000))]);
    expect(await retention.deleteBefore(before)).toBe(1_201 + 2 + 1 + 1 + 1);
    expect(await retention.deleteBefore(before)).toBe(0);
    expect(await answers.ledger()).toMatchObject({
      accepted: 2,
      predicted: 1,
      dead: 1,
      repeats: 0,
      known: 1,
      right: 1,
    });
    await expect(answers.ofRequest(request)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await requests.newest(10, undefined)).toMatchObject([{ requestId: 'new' }]);
    expect(await letters(desk)).toEqual([]);
    const shadows = await desk.database.read.selectFrom('shadow_predictions').select('image_id').execute();
    expect(shadows).toEqual([{ image_id: idOf(5_000) }]);
    expect(await pictures.find(idOf(7))).toBeUndefined();
    expect(await pictures.find('never published')).toBeUndefined();
    expect(await pictures.find(idOf(5_000))).toMatchObject({ contentType: 'image/png' });
    expect((await desk.statistics.cells()).reduce((sum, { predictions }) => sum + predictions, 0)).toBe(1);
  });

  it('keeps what is in flight, however old it is', async () => {
    const desk = await openOneDesk(make);
    const { ledger, database, pictures, retention, answers } = desk;
    await ledger.openRequest(request, 'embedded', { start: 0, end: 3 });
    await ledger.open(request, 'embedded', imagesOf(0, 3));
    await ledger.confirm([idOf(0), idOf(1)]);
    await ledger.decide([dead(1)]);
    await letter(desk, 1, idOf(1));
    await database.write((transaction) => ledger.replay(transaction, idOf(1), 1));
    await pictures.keep([picture(idOf(0))]);
    await age(desk);
    expect(await retention.deleteBefore(before)).toBe(0);
    expect(await answers.ofRequest(request)).toMatchObject({ accepted: 2, inFlight: 2, pending: 1 });
    expect(await letters(desk)).toEqual([1]);
    expect(await pictures.find(idOf(0))).toBeDefined();
  });

  it('deletes each row once when several processes do it while others store', async () => {
    const desks = await openDesks(make, 4);
    const [one, ...others] = desks;
    await Promise.all(Array.from({ length: 2_000 }, (_, index) => one!.sink.save(prediction(index))));
    await age(one!);
    const storing = (async () => {
      for (let at = 0; at < 20; at += 1) await one!.ledger.decide([predicted(10_000 + at)]);
    })();
    const deleted = await Promise.all(others.map(({ retention }) => retention.deleteBefore(before)));
    await storing;
    expect(deleted.reduce((sum, count) => sum + count)).toBe(2_000);
    expect(await one!.answers.ledger()).toMatchObject({ accepted: 20, predicted: 20, known: 20, right: 20 });
  });
}
