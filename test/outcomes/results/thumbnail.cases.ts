import { expect, it } from 'vitest';
import { type Desk, idOf, type MakeDatabase, openDesks, openOneDesk, predicted, request } from './lab.js';

const thumbnail = (imageId: string, size = 700) => ({
  imageId,
  requestId: imageId,
  contentType: 'image/webp',
  bytes: new Uint8Array(size),
});

const budget = 10_000;

const kept = async ({ database }: Desk) =>
  (await database.read.selectFrom('thumbnails').select('image_id').orderBy('image_id').execute()).map(
    ({ image_id }) => image_id,
  );

/** The counted size, and the size of the rows. */
async function sizes({ database }: Desk): Promise<readonly [number, number]> {
  const { value } = await database.read
    .selectFrom('counters')
    .select('value')
    .where('name', '=', 'thumbnail-bytes')
    .executeTakeFirstOrThrow();
  const rows = await database.read.selectFrom('thumbnails').select('size').execute();
  return [Number(value), rows.reduce((sum, { size }) => sum + size, 0)];
}

/** As of an older time, so that the order of deleting is known. */
const age = ({ database }: Desk, ids: readonly string[], created_at: string) =>
  database.write((transaction) =>
    transaction.updateTable('thumbnails').set({ created_at }).where('image_id', 'in', ids).execute(),
  );

export function thumbnailCases(make: MakeDatabase): void {
  it('deletes the oldest thumbnails over the budget, and knows the size of the rest', async () => {
    const desk = await openOneDesk(make);
    await desk.thumbnails.keep([thumbnail('a'), thumbnail('b'), thumbnail('c')], budget);
    await age(desk, ['b'], '2020-01-01T00:00:00.000Z');
    await age(desk, ['a', 'c'], '2020-01-02T00:00:00.000Z');
    const eight = Array.from({ length: 8 }, (_, index) => thumbnail(`new ${index}`));
    await desk.thumbnails.keep(eight, budget);
    expect(await kept(desk)).toEqual(['a', 'c', ...eight.map(({ imageId }) => imageId)]);
    expect(await sizes(desk)).toEqual([budget, budget]);
    await desk.thumbnails.keep([thumbnail('last', 2_700)], budget);
    expect(await kept(desk)).not.toContain('a');
    expect(await kept(desk)).toContain('last');
  });

  it('counts a thumbnail once, however often and from however many processes it comes', async () => {
    const [one, other] = await openDesks(make, 2);
    const three = [thumbnail('a'), thumbnail('b'), thumbnail('c')];
    await Promise.all([one!, other!, one!, other!].map((desk) => desk.thumbnails.keep(three, budget)));
    expect(await sizes(one!)).toEqual([3_000, 3_000]);
  });

  it('keeps no thumbnail of an image whose picture is kept elsewhere', async () => {
    const desk = await openOneDesk(make);
    await desk.ledger.openRequest(request, 'embedded', { start: 0, end: 2 });
    await desk.thumbnails.keep([{ ...thumbnail(idOf(0)), requestId: request }, thumbnail('theirs')], budget);
    expect(await kept(desk)).toEqual(['theirs']);
  });

  it('deletes thumbnails with their outcomes, and old ones whose outcome never came', async () => {
    const desk = await openOneDesk(make);
    await desk.ledger.decide([predicted(0), predicted(1)]);
    await desk.thumbnails.keep([thumbnail(idOf(0)), thumbnail(idOf(1)), thumbnail('lost')], budget);
    await age(desk, ['lost'], '2020-01-01T00:00:00.000Z');
    await desk.database.write((transaction) =>
      transaction
        .updateTable('outcomes')
        .set({ decided_at: '2020-01-01T00:00:00.000Z' })
        .where('image_id', '=', idOf(0))
        .execute(),
    );
    await desk.retention.deleteBefore(new Date('2021-01-01T00:00:00.000Z'));
    expect(await kept(desk)).toEqual([idOf(1)]);
    expect(await sizes(desk)).toEqual([1_000, 1_000]);
  });
}
