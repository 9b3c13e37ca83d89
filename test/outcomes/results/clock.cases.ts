import { sql } from 'kysely';
import { afterEach, expect, it, vi } from 'vitest';
import { asJsonLines } from '../../../src/outcomes/results/export-lines.js';
import type { PredictionFilter } from '../../../src/outcomes/results/prediction-filter.js';
import { labelStatistics } from '../../../src/outcomes/results/statistics.js';
import { dead, type Desk, letterRow, type MakeDatabase, openOneDesk, prediction } from './lab.js';
import { rowOfPrediction } from '../../../src/outcomes/results/outcome-rows.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const start = Date.parse('2026-06-01T12:00:00.000Z');
/** How far the clock is from the true time while each part is stored. */
const jumps = [0, 2 * hourMs, 0, -hourMs, 400 * dayMs, 0];
const imagesOfEach = 120;
const iso = (ms: number) => new Date(ms).toISOString();

/** Stores under a clock that jumps; true time goes on by a minute with each part. */
async function storeUnderJumps({ ledger, database }: Desk): Promise<void> {
  for (const [at, jumpMs] of jumps.entries()) {
    vi.setSystemTime(start + at * 60_000 + jumpMs);
    const rows = Array.from({ length: imagesOfEach }, (_, index) => {
      const number = at * imagesOfEach + index;
      return index % 10 === 9
        ? dead(number)
        : rowOfPrediction(prediction(number, index % 3 ? 'Bag' : 'Coat'));
    });
    await ledger.decide(rows.slice(0, 60));
    vi.setSystemTime(start + at * 60_000 + jumpMs + 30_000);
    await ledger.decide(rows.slice(60));
    const letter = { ...letterRow(at + 1, null), stored_at: iso(Date.now()) };
    await database.write((transaction) => transaction.insertInto('dead_letters').values(letter).execute());
  }
}

interface Window {
  readonly from?: string;
  readonly to?: string;
}

/** The numbers of predictions in a time, as the database counts them row by row. */
async function recount({ database }: Desk, { from = '', to = '9' }: Window): Promise<number[]> {
  const { rows } = await sql<{ seq: number }>`select seq from outcomes where state = 'predicted'
    and decided_at >= ${from} and decided_at < ${to} order by seq desc`.execute(database.read);
  return rows.map(({ seq }) => Number(seq));
}

async function listed({ results }: Desk, filter: PredictionFilter): Promise<number[]> {
  const found: number[] = [];
  let before: number | undefined;
  do {
    const page = await results.page({ limit: 500, before, ...filter });
    found.push(...page.predictions.map(({ seq }) => seq));
    before = page.next;
  } while (before !== undefined);
  return found;
}

async function exported({ files }: Desk, filter: PredictionFilter): Promise<number[]> {
  let text = '';
  for await (const bytes of await files.lines(filter, asJsonLines)) text += Buffer.from(bytes).toString();
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { seq: number }).seq);
}

/** From the middle of a part to that of another one, and without a beginning or an end. */
function windows(): Window[] {
  const middles = jumps.map((jumpMs, at) => iso(start + at * 60_000 + jumpMs + 15_000));
  const pairs = middles.flatMap((from) => middles.filter((to) => to > from).map((to) => ({ from, to })));
  return [...middles.map((from) => ({ from })), ...middles.map((to) => ({ to })), ...pairs];
}

export function clockCases(make: MakeDatabase): void {
  afterEach(() => void vi.useRealTimers());

  it('find what was stored in a time, in the list and in the file', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const desk = await openOneDesk(make);
    await storeUnderJumps(desk);
    for (const window of windows()) {
      const expected = await recount(desk, window);
      expect(await listed(desk, window), JSON.stringify(window)).toEqual(expected);
      expect(await exported(desk, window), JSON.stringify(window)).toEqual(expected);
    }
  });

  it('keep and delete by the time of each row, and count what is left', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const desk = await openOneDesk(make);
    const { ledger: writer, retention, answers, statistics, database } = desk;
    // More than one batch of the retention, stored first and stamped ahead of all.
    vi.setSystemTime(start + 400 * dayMs);
    await writer.decide(Array.from({ length: 600 }, (_, at) => rowOfPrediction(prediction(10_000 + at))));
    await storeUnderJumps(desk);
    for (const before of [start, start + 3 * 60_000, start + hourMs, start + dayMs].map(iso)) {
      const kept = await recount(desk, { from: before });
      await retention.deleteBefore(new Date(before));
      expect(await recount(desk, {})).toEqual(kept);
      expect(await listed(desk, {})).toEqual(kept);
      expect(await exported(desk, {})).toEqual(kept);
      const { rows } = await sql<{ outcomes: number; right: number; letters: number }>`select
        (select count(*) from outcomes) as outcomes,
        (select count(*) from outcomes where true_label = label) as "right",
        (select count(*) from dead_letters where stored_at < ${before}) as letters`.execute(database.read);
      const ledger = await answers.ledger();
      const { known, right } = labelStatistics(await statistics.cells());
      expect([ledger.accepted, ledger.predicted, known, right, 0]).toEqual([
        Number(rows[0]?.outcomes),
        kept.length,
        kept.length,
        Number(rows[0]?.right),
        Number(rows[0]?.letters),
      ]);
    }
    // What was stored a year ahead is left.
    expect(await recount(desk, {})).toHaveLength(600 + 108);
  });

  it('count per second what was stored in it, by the clock of then', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const desk = await openOneDesk(make);
    await storeUnderJumps(desk);
    const now = start + 5 * 60_000 + 31_000;
    const perSecond = await desk.statistics.perSecond(now);
    expect([perSecond[29], perSecond[59], perSecond.reduce((sum, images) => sum + images, 0)]).toEqual([
      60, 60, 120,
    ]);
  });
}
