import { beforeEach, expect, it } from 'vitest';
import {
  dead,
  type Desk,
  idOf,
  imagesOf,
  type MakeDatabase,
  openOneDesk,
  predicted,
  request,
} from './lab.js';
import { abandon, signedAt } from './publisher-signs.js';

export function unknownCases(make: MakeDatabase): void {
  let desk: Desk;

  /** A request of four images whose first two are handed to the broker. */
  beforeEach(async () => {
    desk = await openOneDesk(make);
    await desk.ledger.openRequest(request, 'kafka', { start: 0, end: 4 });
    await desk.ledger.open(request, 'kafka', imagesOf(0, 2));
  });

  const ofRequest = () => desk.answers.ofRequest(request);
  const everything = () => desk.answers.ledger();

  it('calls no image unknown while its request is being published', async () => {
    const publishing = { pending: 2, unknown: 0, unknownSince: null, verdict: 'working' };
    expect(await ofRequest()).toMatchObject(publishing);
    expect(await everything()).toMatchObject(publishing);
    expect(await desk.unknown.requests(10)).toEqual([]);
    const refused = desk.unknown.resolve(request, { atBroker: [], absent: 'all' });
    await expect(refused).rejects.toMatchObject({ code: 'STILL_PUBLISHING' });
    expect(await ofRequest()).toMatchObject({ pending: 2 });
  });

  it('calls images unknown, since they were made, once publishing has ended without a word about them', async () => {
    await desk.ledger.closeRequest(request, 0);
    const [{ created_at } = { created_at: '' }] = await desk.database.read
      .selectFrom('outcomes')
      .select(({ fn }) => fn.min('created_at').as('created_at'))
      .execute();
    const unknown = { pending: 2, unknown: 2, unknownSince: created_at, verdict: 'unconfirmed' };
    expect(await ofRequest()).toMatchObject(unknown);
    expect(await everything()).toMatchObject(unknown);
    expect(await desk.unknown.requests(10)).toEqual([
      expect.objectContaining({ requestId: request, broker: 'kafka', images: 2, since: created_at }),
    ]);
  });

  it.each(['an old sign of life', 'a sign of life in the future, as by a clock that was set back'])(
    'calls images unknown whose publisher has left %s',
    async (which) => {
      await abandon(desk.database, request, which.startsWith('an old') ? -61 : 3_600);
      expect(await ofRequest()).toMatchObject({ unknown: 2, verdict: 'unconfirmed' });
      await desk.unknown.resolve(request, { atBroker: [], absent: 'all' });
      expect(await ofRequest()).toMatchObject({ pending: 0, unknown: 0, verdict: 'interrupted' });
    },
  );

  it('trusts a publisher of an earlier version, which gives no sign of life, for ten minutes', async () => {
    await signedAt(desk.database, request, null);
    expect(await ofRequest()).toMatchObject({ unknown: 0, verdict: 'working' });
    const created_at = new Date(Date.now() - 660_000).toISOString();
    await desk.database.write((transaction) =>
      transaction
        .updateTable('requests')
        .set({ created_at } as never)
        .execute(),
    );
    expect(await ofRequest()).toMatchObject({ unknown: 2, verdict: 'unconfirmed' });
  });

  it('ends unknown images by their outcome, one by one', async () => {
    await desk.ledger.closeRequest(request, 0);
    await desk.ledger.decide([predicted(0)]);
    expect(await ofRequest()).toMatchObject({ predicted: 1, unknown: 1, verdict: 'unconfirmed' });
    await desk.ledger.decide([dead(1)]);
    expect(await ofRequest()).toMatchObject({ dead: 1, unknown: 0, verdict: 'interrupted' });
  });

  it('accepts what was found at the broker, forgets what is not there, and leaves the others unknown', async () => {
    await desk.ledger.open(request, 'kafka', imagesOf(2, 4));
    await desk.ledger.closeRequest(request, 0);
    await desk.ledger.decide([predicted(3)]);
    const findings = { atBroker: [idOf(0), idOf(3)], absent: [idOf(1), idOf(3), 'nobody'] };
    expect(await desk.unknown.resolve(request, findings)).toEqual({ accepted: 1, forgotten: 1 });
    expect(await ofRequest()).toMatchObject({ accepted: 2, predicted: 1, inFlight: 1, unknown: 1 });
    expect(await desk.unknown.images(request, { limit: 10 })).toEqual([
      expect.objectContaining({ imageId: idOf(2) }),
    ]);
    expect(await desk.unknown.resolve(request, findings)).toEqual({ accepted: 0, forgotten: 0 });
  });

  it('lists unknown images page by page', async () => {
    await desk.ledger.closeRequest(request, 0);
    const [first] = await desk.unknown.images(request, { limit: 1 });
    expect(first?.imageId).toBe(idOf(0));
    const rest = await desk.unknown.images(request, { limit: 10, after: idOf(0) });
    expect(rest.map(({ imageId }) => imageId)).toEqual([idOf(1)]);
  });

  it('enters a forgotten image again, with exactly one outcome, when its outcome comes after all', async () => {
    await desk.ledger.closeRequest(request, 0);
    await desk.unknown.resolve(request, { atBroker: [], absent: 'all' });
    await desk.ledger.decide([predicted(0)]);
    await desk.ledger.decide([predicted(0), dead(0)]);
    expect(await ofRequest()).toMatchObject({ accepted: 1, predicted: 1, dead: 0, repeats: 2 });
  });

  it('enters a forgotten image again when its publisher was only frozen and confirms it', async () => {
    await abandon(desk.database, request);
    await desk.unknown.resolve(request, { atBroker: [], absent: [idOf(0)] });
    await desk.ledger.confirm([idOf(0), idOf(1), 'nobody/0']);
    expect(await ofRequest()).toMatchObject({ accepted: 2, inFlight: 2, unknown: 0 });
    await desk.ledger.decide([predicted(0), predicted(1)]);
    expect(await ofRequest()).toMatchObject({ predicted: 2, known: 2 });
  });
}
