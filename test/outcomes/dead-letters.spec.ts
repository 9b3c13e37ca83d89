import { join } from 'node:path';
import { beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest';
import type { DatabaseEngine } from '../../src/outcomes/database/engine.js';
import { PostgresEngine } from '../../src/outcomes/database/postgres.engine.js';
import { SqliteEngine } from '../../src/outcomes/database/sqlite.engine.js';
import { messageOfRow } from '../../src/outcomes/dead-letters/dead-letter.rows.js';
import { DeadLettersRepository } from '../../src/outcomes/dead-letters/dead-letters.repository.js';
import { ReplaysRepository } from '../../src/outcomes/dead-letters/replays.repository.js';
import type { DeadLetter } from '../../src/events/dead-letter.event.js';
import type { ReceivedMessage } from '../../src/transport/broker.js';
import { received } from '../support/received.js';
import { type Desk, openDesk, predicted, idOf, request } from './results/lab.js';
import { createDatabase } from '../support/services/postgres.js';
import { withServer } from '../support/services/with-server.js';
import { temporaryFolder } from '../support/test-application.js';

let offset = 0;

/** A letter of its own each time, unless told otherwise. */
function letterOf(index: number, parts: Partial<DeadLetter> = {}, message: Partial<ReceivedMessage> = {}) {
  offset += 1;
  const letter: DeadLetter = {
    imageId: idOf(index),
    requestId: request,
    code: 'BAD_MESSAGE',
    reason: 'no image',
    topic: 'images',
    firstSeen: new Date(1_700_000_000_000),
    replays: 0,
    message: received({ topic: 'images-dlt', id: `0/${offset}`, ...message }),
    ...parts,
  };
  return { broker: 'kafka', pattern: 'images-dlt', letter } as const;
}

const ids = async (open: AsyncGenerator<number>) => {
  const found: number[] = [];
  for await (const id of open) found.push(id);
  return found;
};

function deadLettersConformance(name: string, make: () => Promise<DatabaseEngine>): void {
  describe(`The dead letters in ${name}`, () => {
    let desk: Desk;
    let letters: DeadLettersRepository;
    let replays: ReplaysRepository;

    beforeEach(async () => {
      desk = await openDesk(await make());
      letters = new DeadLettersRepository(desk.database, desk.ledger);
      replays = new ReplaysRepository(desk.database, desk.ledger);
    });

    const all = () => letters.page({ limit: 100 });
    const newest = async () => Number((await all())[0]!.id);
    const ledger = () => desk.answers.ledger();

    it('come back as they were, every byte', async () => {
      const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
      const message = {
        key: every,
        value: every,
        headers: { bytes: every, 'nul\0': 'nul\0', twice: ['a', every] },
      };
      await letters.store([letterOf(0, {}, message)]);
      const found = messageOfRow((await letters.find(await newest()))!);
      expect(found).toMatchObject({ topic: 'images-dlt', key: every, headers: message.headers });
      expect(Buffer.from(found.value!)).toEqual(every);
    });

    it('tell an empty payload from none', async () => {
      await letters.store([letterOf(0, {}, { value: null }), letterOf(1, {}, { value: new Uint8Array() })]);
      const [empty, none] = await Promise.all((await all()).map(({ id }) => letters.find(Number(id))));
      expect([none!.payload, messageOfRow(empty!).value?.length]).toEqual([null, 0]);
    });

    it('are stored once, however often they are delivered, also twice in one batch', async () => {
      const letter = letterOf(0);
      await letters.store([letter, letter, letterOf(1)]);
      await letters.store([letter]);
      expect(await all()).toHaveLength(2);
      expect(await ledger()).toMatchObject({ accepted: 2, dead: 2, repeats: 2 });
    });

    it('of a topic that was made anew are not taken for those before', async () => {
      await letters.store([letterOf(0, {}, { id: '0/0' })]);
      await letters.store([letterOf(1, {}, { id: '0/0', publishedAt: new Date() })]);
      expect(await all()).toHaveLength(2);
    });

    it('are stored once when eight writers deliver them at the same time', async () => {
      const batch = Array.from({ length: 40 }, (_, index) => letterOf(index));
      await Promise.all(Array.from({ length: 8 }, () => letters.store(batch)));
      expect(await all()).toHaveLength(40);
      expect(await ledger()).toMatchObject({ accepted: 40, dead: 40, repeats: 280 });
    });

    it('that name no image are stored all the same, and change nothing in the ledger', async () => {
      await letters.store([letterOf(0, { imageId: undefined, requestId: undefined })]);
      expect(await all()).toMatchObject([{ image_id: null }]);
      expect(await ledger()).toMatchObject({ accepted: 0, dead: 0 });
    });

    it('are found by topic, code and request, page by page, newest first', async () => {
      await letters.store([
        letterOf(0),
        letterOf(1, { code: 'MODEL_FAILED' }),
        letterOf(2, { topic: 'others' }),
      ]);
      await letters.store([letterOf(3, { requestId: 'another' }), letterOf(4)]);
      const found = async (filter: object) =>
        (await letters.page({ limit: 100, ...filter })).map(({ image_id }) =>
          Number(image_id!.split('/')[1]),
        );
      expect(await found({})).toEqual([4, 3, 2, 1, 0]);
      expect(await found({ topic: 'images', code: 'BAD_MESSAGE' })).toEqual([4, 3, 0]);
      expect(await found({ request: 'another' })).toEqual([3]);
      const [, second] = await letters.page({ limit: 2 });
      expect(await found({ limit: 2, before: Number(second!.id) })).toEqual([2, 1]);
    });

    it('that are claimed put their image in flight, and its next outcome is the one that counts', async () => {
      await letters.store([letterOf(0), letterOf(1)]);
      for (const { id } of await all()) await replays.claim(Number(id), 3);
      expect(await ledger()).toMatchObject({
        accepted: 2,
        dead: 0,
        inFlight: 2,
        missing: [idOf(0), idOf(1)],
      });
      await desk.ledger.decide([predicted(0)]);
      await letters.store([letterOf(1, { replays: 1 })]);
      expect(await ledger()).toMatchObject({ accepted: 2, predicted: 1, dead: 1, inFlight: 0, repeats: 0 });
    });

    it('of an earlier round do not end a replay that is under way', async () => {
      const first = letterOf(0);
      await letters.store([first]);
      await replays.claim(await newest(), 3);
      await letters.store([first, letterOf(0)]);
      expect(await ledger()).toMatchObject({ inFlight: 1, dead: 0 });
      await desk.ledger.decide([predicted(0)]);
      expect(await ledger()).toMatchObject({ inFlight: 0, predicted: 1 });
    });

    it('of a replayed image’s prediction end the replay', async () => {
      await letters.store([letterOf(0)]);
      await replays.claim(await newest(), 3);
      const prediction = { ...letterOf(0, { topic: 'predictions' }), pattern: 'predictions-dlt' } as const;
      await letters.store([prediction]);
      expect(await ledger()).toMatchObject({ inFlight: 0, dead: 1 });
    });

    it('may be claimed again after a crash before the message was published', async () => {
      await letters.store([letterOf(0)]);
      const id = await newest();
      for (let crash = 0; crash < 5; crash += 1) expect((await replays.claim(id, 1)).replay).toBe(1);
      expect(await ids(replays.open({}))).toEqual([id]);
      expect(await ledger()).toMatchObject({ accepted: 1, inFlight: 1 });
    });

    it('that the broker does not take again are dead as before', async () => {
      await letters.store([letterOf(0)]);
      const claim = await replays.claim(await newest(), 3);
      await replays.withdraw(claim);
      expect(await ledger()).toMatchObject({ accepted: 1, dead: 1, inFlight: 0, repeats: 0 });
      expect(await replays.countOpen({})).toBe(1);
    });

    it('are replayed so often and no more, whichever letter of the message is taken', async () => {
      await letters.store([letterOf(0)]);
      const first = await newest();
      await replays.confirm(await replays.claim(first, 2));
      await letters.store([letterOf(0, { replays: 1 })]);
      const second = await newest();
      await replays.confirm(await replays.claim(second, 2));
      const refused = { code: 'REPLAY_LIMIT', kind: 'invalid', details: { replays: 2, allowed: 2 } };
      await expect(replays.claim(first, 2)).rejects.toMatchObject(refused);
      await expect(replays.claim(second, 2)).rejects.toMatchObject(refused);
    });

    it('without their value cannot be claimed, and say why', async () => {
      await letters.store([letterOf(0, {}, { value: null, headers: { 'seamline-value-bytes': '99' } })]);
      await expect(replays.claim(await newest(), 3)).rejects.toMatchObject({
        code: 'NOT_REPLAYABLE',
        message: expect.stringContaining('99 bytes'),
      });
      expect(await ledger()).toMatchObject({ dead: 1, inFlight: 0 });
    });

    it('are open until they are replayed or their image is predicted', async () => {
      await desk.ledger.decide([predicted(0)]);
      await letters.store([letterOf(0), letterOf(1), letterOf(2), letterOf(3, { code: 'OTHER' })]);
      const [, third, second] = (await all()).map(({ id }) => Number(id));
      expect(await ids(replays.open({ code: 'BAD_MESSAGE' }))).toEqual([second, third]);
      await replays.confirm(await replays.claim(second!, 3));
      expect(await ids(replays.open({ code: 'BAD_MESSAGE' }))).toEqual([third]);
      expect(await replays.countOpen({})).toBe(2);
    });

    it('that are checked stay as they are', async () => {
      await letters.store([letterOf(0)]);
      const before = [await all(), await ledger()];
      await replays.check(await newest(), 3);
      expect([await all(), await ledger()]).toEqual(before);
    });
  });
}

deadLettersConformance('SQLite', async () => new SqliteEngine(join(await temporaryFolder(), 'results.db')));

withServer('PostgreSQL', inject('postgres'), (server) => {
  deadLettersConformance('PostgreSQL', async () => {
    const { url, drop } = await createDatabase(server.url);
    onTestFinished(drop);
    return new PostgresEngine(url);
  });
});
