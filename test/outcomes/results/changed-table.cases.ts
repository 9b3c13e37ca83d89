import { PostgresAdapter, sql } from 'kysely';
import { expect, it } from 'vitest';
import { idOf, imagesOf, type MakeDatabase, openOneDesk, prediction, request } from './lab.js';

/** What somebody may do to the table of outcomes, and how it is undone. */
interface Change {
  readonly change: string;
  readonly undo: string;
}

interface Changes {
  readonly sqlite?: Change;
  readonly postgres: Change;
}

const functionThat = (does: string) =>
  `create function meddle() returns trigger language plpgsql as $$ begin ${does}; end $$`;
const undoFunction = 'drop function meddle() cascade';
const beforeUpdate =
  'create trigger meddling before update on outcomes for each row execute function meddle()';
const sqliteTrigger = (does: string): Change => ({
  change: `create trigger meddling before update on outcomes when new.state = 'predicted' begin ${does}; end`,
  undo: 'drop trigger meddling',
});

const changes: Readonly<Record<string, Changes>> = {
  'a trigger that refuses each update': {
    sqlite: sqliteTrigger(`select raise(abort, 'audit')`),
    postgres: {
      change: `${functionThat(`raise exception 'audit' using errcode = '23505'`)}; ${beforeUpdate}`,
      undo: undoFunction,
    },
  },
  'a trigger that keeps no update': {
    sqlite: sqliteTrigger('select raise(ignore)'),
    postgres: { change: `${functionThat('return null')}; ${beforeUpdate}`, undo: undoFunction },
  },
  'a trigger that refuses at the commit': {
    postgres: {
      change: `${functionThat(`raise exception 'audit' using errcode = '22000'`)};
        create constraint trigger meddling after update on outcomes deferrable initially deferred
        for each row execute function meddle()`,
      undo: undoFunction,
    },
  },
  'a column that became too short': {
    postgres: {
      change: 'alter table outcomes alter label type varchar(2) using left(label, 2)',
      undo: 'alter table outcomes alter label type text',
    },
  },
};

export function changedTableCases(make: MakeDatabase): void {
  it.each(Object.entries(changes))(
    'hold every prediction behind %s, and store it afterwards',
    async (_, of) => {
      const { database, ledger, sink, answers } = await openOneDesk(make);
      const isPostgres = database.read.getExecutor().adapter instanceof PostgresAdapter;
      const change = isPostgres ? of.postgres : of.sqlite;
      if (!change) return;
      await ledger.openRequest(request, 'embedded', { start: 0, end: 4 });
      await ledger.open(request, 'embedded', imagesOf(0, 4));
      await ledger.confirm([0, 1, 2, 3].map(idOf));
      await sink.save(prediction(3));
      await sql.raw(change.change).execute(database.read);
      for (const rows of [[0], [1, 2], [0, 1, 2]]) {
        const ends = await Promise.allSettled(rows.map((index) => sink.save(prediction(index))));
        for (const end of ends) {
          expect(end).toMatchObject({ status: 'rejected', reason: { kind: 'unavailable' } });
        }
      }
      expect(await answers.ledger()).toMatchObject({ predicted: 1, inFlight: 3, dead: 0 });
      expect(database.troubles.now?.message).toMatch(/undo what was changed|triggers or rules|too long/);
      await sql.raw(change.undo).execute(database.read);
      await Promise.all([0, 1, 2].map((index) => sink.save(prediction(index))));
      expect(await answers.ledger()).toMatchObject({ predicted: 4, inFlight: 0, dead: 0, repeats: 0 });
    },
  );
}

const beforeInsert: Changes = {
  sqlite: {
    change: `create trigger meddling before insert on outcomes begin select raise(abort, 'audit'); end`,
    undo: 'drop trigger meddling',
  },
  postgres: {
    change: `${functionThat(`raise exception 'audit'`)};
      create trigger meddling before insert on outcomes for each row execute function meddle()`,
    undo: undoFunction,
  },
};

export function refusedImagesCases(make: MakeDatabase): void {
  it('a table that takes no images is known before the first push, and until it takes them again', async () => {
    const { database, ledger } = await openOneDesk(make);
    const isPostgres = database.read.getExecutor().adapter instanceof PostgresAdapter;
    const { change, undo } = (isPostgres ? beforeInsert.postgres : beforeInsert.sqlite) as Change;
    const refused = { code: 'DATABASE_UNAVAILABLE', message: expect.stringMatching(/audit; undo what was/) };
    await sql.raw(change).execute(database.read);
    await expect(database.ping()).rejects.toMatchObject(refused);
    await sql.raw(undo).execute(database.read);
    await database.ping();

    await sql.raw(change).execute(database.read);
    await expect(ledger.open(request, 'embedded', imagesOf(0, 1))).rejects.toMatchObject(refused);
    await expect(database.ping()).rejects.toMatchObject(refused);
    await sql.raw(undo).execute(database.read);
    await database.ping();
    expect(await database.read.selectFrom('outcomes').selectAll().execute()).toEqual([]);
    expect(await database.read.selectFrom('requests').selectAll().execute()).toEqual([]);
  });
}
