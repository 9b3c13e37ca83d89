import { Injectable } from '@nestjs/common';
import type { ExpressionBuilder, Kysely } from 'kysely';
import { Database } from '../database/database.js';
import type { DeadLetterRow, Tables } from '../database/schema.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { type DeadLetterFilter, matchesDeadLetterFilter } from './dead-letter.filter.js';
import { outcomeOfRow } from './dead-letter.rows.js';

/** A dead letter that may be replayed, with the number of this replay (1, 2, …). */
export interface Claim {
  readonly row: DeadLetterRow;
  readonly replay: number;
}

const idsPerPage = 200;

/**
 * Reads and writes the state of replays: the letters, their number of replays, and the ledger's state of their
 * images.
 */
@Injectable()
export class ReplaysRepository {
  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerRepository,
  ) {}

  /**
   * Checks whether the letter may be replayed, and changes nothing.
   *
   * @throws InvalidError `NOT_FOUND`; `NOT_REPLAYABLE` for an incomplete letter; `REPLAY_LIMIT` when its message was
   *   replayed `maxReplays` times.
   */
  check(id: number, maxReplays: number): Promise<Claim> {
    return claimOf(this.database.read, id, maxReplays);
  }

  /**
   * The same, and puts the letter's image in flight again. Call it before publishing: a crash after it leaves the
   * image in flight, where the ledger shows it, and the letter may be claimed again.
   *
   * @throws InvalidError as `check` does.
   */
  claim(id: number, maxReplays: number): Promise<Claim> {
    return this.database.write(async (transaction) => {
      await this.ledger.lock(transaction);
      const claim = await claimOf(transaction, id, maxReplays);
      const { image_id } = claim.row;
      if (image_id !== null) await this.ledger.replay(transaction, image_id, claim.replay);
      return claim;
    });
  }

  /** The broker has taken the message: only now the replay counts. */
  async confirm({ row, replay }: Claim): Promise<void> {
    const set = { replays: replay, replayed_at: new Date().toISOString() };
    await this.database.write((transaction) =>
      transaction.updateTable('dead_letters').set(set).where('id', '=', row.id).execute(),
    );
  }

  /** The broker has refused, so nothing is in flight: a replaying image is dead again, for the letter's reason. */
  async withdraw({ row }: Claim): Promise<void> {
    const outcome = outcomeOfRow(row);
    if (outcome) await this.ledger.decide([outcome]);
  }

  /** The number of letters that `open` would return. */
  async countOpen(filter: DeadLetterFilter): Promise<number> {
    const { letters } = await this.database.scan((read) =>
      read
        .selectFrom('dead_letters')
        .select(({ fn }) => fn.countAll().as('letters'))
        .where(isOpen(filter))
        .executeTakeFirstOrThrow(),
    );
    return Number(letters);
  }

  /** Ids of the open letters, oldest first, without those stored after the start. */
  async *open(filter: DeadLetterFilter): AsyncGenerator<number> {
    const last = await this.lastId();
    for (let after = 0; after < last;) {
      const rows = await this.database.scan((read) =>
        read
          .selectFrom('dead_letters')
          .select('id')
          .where(isOpen(filter))
          .where('id', '>', after)
          .where('id', '<=', last)
          .orderBy('id')
          .limit(idsPerPage)
          .execute(),
      );
      if (rows.length === 0) return;
      for (const { id } of rows) {
        after = Number(id);
        yield after;
      }
    }
  }

  private async lastId(): Promise<number> {
    const row = await this.database.read
      .selectFrom('dead_letters')
      .select('id')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return Number(row?.id ?? 0);
  }
}

/** The letter was not replayed, and no other delivery predicted its image. */
function isOpen(filter: DeadLetterFilter) {
  return (builder: ExpressionBuilder<Tables, 'dead_letters'>) => {
    const { and, not, exists, selectFrom } = builder;
    const predicted = selectFrom('outcomes')
      .select('outcomes.image_id')
      .whereRef('outcomes.image_id', '=', 'dead_letters.image_id')
      .where('outcomes.state', '=', 'predicted');
    return and([
      matchesDeadLetterFilter(filter)(builder),
      builder('replayed_at', 'is', null),
      not(exists(predicted)),
    ]);
  };
}

async function claimOf(database: Kysely<Tables>, id: number, maxReplays: number): Promise<Claim> {
  const row = await database.selectFrom('dead_letters').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw unknownLetter(id);
  if (row.obstacle !== null) {
    const text = `dead letter ${id} cannot be replayed: ${row.obstacle}`;
    throw new InvalidError('NOT_REPLAYABLE', text, { details: { id } });
  }
  const replays = await replaysOf(database, row);
  if (replays >= maxReplays) {
    const text = `the message of dead letter ${id} was replayed ${replays} times; MAX_REPLAYS allows ${maxReplays}`;
    throw new InvalidError('REPLAY_LIMIT', text, { details: { id, replays, allowed: maxReplays } });
  }
  return { row, replay: replays + 1 };
}

/** A message that failed again has several letters; each counts the replays before it. */
async function replaysOf(database: Kysely<Tables>, row: DeadLetterRow): Promise<number> {
  if (row.image_id === null) return row.replays;
  const { replays } = await database
    .selectFrom('dead_letters')
    .select(({ fn }) => fn.max('replays').as('replays'))
    .where('image_id', '=', row.image_id)
    .where('broker', '=', row.broker)
    .where('topic', '=', row.topic)
    .executeTakeFirstOrThrow();
  return Number(replays);
}

export function unknownLetter(id: number): InvalidError {
  return new InvalidError('NOT_FOUND', `no dead letter has the id ${id}`, {
    details: { field: 'id', value: id },
  });
}
