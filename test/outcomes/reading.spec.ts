import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Database } from '../../src/outcomes/database/database.js';
import { predictionPages } from '../../src/tools/console/prediction-pages.js';
import { ServiceClient } from '../../src/tools/verification/service.client.js';
import { verify } from '../../src/tools/verification/verify.js';
import { manyOutcomes } from '../support/many-outcomes.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';
import { StreamClient } from './results/stream-client.js';

const rows = 25_000;

describe('A service with 25,000 outcomes in SQLite', () => {
  const onEnd = onSuiteFinished();
  let url: string;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const settings = await ownSettings(onEnd);
    await manyOutcomes(rows, join(settings['DATA_DIR'] ?? '', 'results.db'));
    ({ url, app } = await startTestApplication({ ...settings, ROLES: 'api', BROKERS: 'embedded' }, onEnd));
  });

  it('says with each page of a list how far it has looked, and how to go on', async () => {
    const first = await fetch(`${url}/predictions?label=Bag&limit=2`);
    const [one, other] = (await first.json()) as { seq: number }[];
    expect(one?.seq).toBe(24_995);
    // 25,000 is a dead letter.
    expect([first.headers.get('next-before'), first.headers.get('looked-through')]).toEqual([
      String(other?.seq),
      `${rows - (other?.seq ?? 0) + 1}/${rows}`,
    ]);
    let before: string | null = String(rows + 1);
    let looked: string | null = null;
    while (before !== null) {
      const page: Response = await fetch(`${url}/predictions?label=nothing&before=${before}`);
      expect(await page.json()).toEqual([]);
      looked = page.headers.get('looked-through');
      before = page.headers.get('next-before');
    }
    expect(looked).toBe(`${rows}/${rows}`);
  });

  it('gives the command line every prediction once, page by page', async () => {
    const seen: number[] = [];
    const pages = predictionPages(new ServiceClient(url), new URLSearchParams({ label: 'Bag' }), 700);
    for await (const page of pages) seen.push(...page.map(({ seq }) => seq));
    const everyFifth = Array.from({ length: rows / 5 }, (_, at) => rows - at * 5);
    expect(seen).toEqual(everyFifth.filter((seq) => seq % 1_000 !== 0));
  });

  it('sends a reader of the stream that catches up and finds nothing how far it is', async () => {
    const reader = await StreamClient.open(`${url}/predictions/stream?after=0&label=nothing`);
    await expect.poll(() => reader.of('ledger').length).toBeGreaterThan(0);
    expect(reader.of('progress')[0]).toEqual({ position: 10_000, newest: rows });
    reader.leave();
  });

  it('refuses a file with BUSY and Retry-After while 100 wait, and takes one when their clients have left', async () => {
    const logged = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    onTestFinished(() => logged.mockRestore());
    const database = app.get(Database);
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const running = [1, 2].map(() => database.scan(() => held, 'bulk'));
    const leaving = new AbortController();
    const file = (signal?: AbortSignal) =>
      fetch(`${url}/predictions.csv?request=request-0`, { signal: signal ?? null });
    const waiting = Array.from({ length: 100 }, () => file(leaving.signal).catch(() => undefined));
    const isFull = () => {
      try {
        database.admit('bulk');
        return false;
      } catch {
        return true;
      }
    };
    await expect.poll(isFull).toBe(true);
    const refused = await file();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await refused.json()).toMatchObject({ code: 'BUSY', waiting: 100, allowed: 100 });
    expect((await fetch(`${url}/predictions?limit=10&label=Bag`)).status).toBe(200);
    leaving.abort();
    await Promise.all(waiting);
    await expect.poll(isFull).toBe(false);
    const taken = file();
    letGo();
    await Promise.all(running);
    // Clients that leave are nothing to log.
    expect(logged.mock.calls.map(([text]) => String(text))).toEqual([]);
    const lines = (await (await taken).text()).trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + 10_000 - 10);
  });

  it('verifies and counts the same when its rows have the times of a clock that jumped', async () => {
    const database = app.get(Database);
    // By 5,000 rows: +2 hours, back, -1 hour, +400 days, back.
    await database.write((transaction) =>
      sql`update outcomes set decided_at = strftime('%Y-%m-%dT%H:%M:%fZ', julianday(decided_at) +
        case seq / 5000 when 0 then 2 / 24.0 when 2 then -1 / 24.0 when 3 then 400 else 0 end)`.execute(
        transaction,
      ),
    );
    expect(await verify(new ServiceClient(url))).toMatchObject({
      ok: true,
      ledger: { accepted: rows, predicted: rows - 25, dead: 25 },
    });
    const { rows: recounts } = await sql<{ images: number }>`select count(*) as images from outcomes
      where state = 'predicted' and decided_at >= '2027'`.execute(database.read);
    const ahead = await fetch(`${url}/predictions.csv?from=2027-01-01`);
    expect((await ahead.text()).trimEnd().split('\r\n')).toHaveLength(1 + (recounts[0]?.images ?? 0));
    expect(recounts[0]?.images).toBe(4_995);
  });
});
