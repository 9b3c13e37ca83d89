import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import {
  dead,
  type Desk,
  idOf,
  imagesOf,
  type MakeDatabase,
  newest,
  openDesks,
  predicted,
  request,
} from './lab.js';
import { Random } from '../../support/random.js';

const seed = Number(process.env['SEAMLINE_SEED'] ?? Date.now() % 1_000_000);
const images = 400;
const copies = 5;

/** Each image's outcome `copies` times, some as dead letters, in an order of its own, in batches of random sizes. */
function shuffledBatches(random: Random) {
  const rows = Array.from({ length: images * copies }, (_, at) =>
    random.below(10) === 0 ? dead(at % images) : predicted(at % images),
  );
  for (let at = rows.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    [rows[at], rows[other]] = [rows[other]!, rows[at]!];
  }
  const batches = [];
  while (rows.length > 0) batches.push(rows.splice(0, 1 + random.below(80)));
  return batches;
}

async function outcomes({ database }: Desk) {
  return database.read.selectFrom('outcomes').selectAll().orderBy('seq').execute();
}

export function writerCases(make: MakeDatabase): void {
  it(`keep one outcome per image of 8 writers with random duplicates (seed ${seed})`, async () => {
    const desks = await openDesks(make, 8);
    const batches = shuffledBatches(new Random(seed));
    await desks[0]!.ledger.open(request, 'embedded', imagesOf(0, images));
    const confirming = desks[1]!.ledger.confirm(Array.from({ length: images }, (_, index) => idOf(index)));
    const works = desks.map(async ({ ledger }, writer) => {
      for (const [at, batch] of batches.entries())
        if (at % desks.length === writer) await ledger.decide(batch);
    });
    await Promise.all([confirming, ...works]);
    const rows = await outcomes(desks[0]!);
    expect(new Set(rows.map(({ image_id }) => image_id)).size).toBe(images);
    expect(await desks[0]!.answers.ledger()).toMatchObject({
      accepted: images,
      inFlight: 0,
      pending: 0,
      repeats: images * (copies - 1),
      verdict: 'complete',
    });
    expect(new Set(rows.map(({ seq }) => seq)).size).toBe(images);
  });

  it('show numbers in their order: a reader that has seen one never finds a smaller new one', async () => {
    const desks = await openDesks(make, 5);
    const [reader, ...writers] = desks;
    let writing = true;
    const works = writers.map(async ({ ledger }, writer) => {
      for (let turn = 0; turn < 25; turn += 1) await ledger.decide([predicted(writer * 100 + turn)]);
    });
    const following = (async () => {
      const seen: number[] = [];
      for (let last = false; !last;) {
        last = !writing;
        const found = await newest(reader!.results, { limit: 1000, after: seen.at(-1) ?? 0 });
        seen.push(...found.map(({ seq }) => seq).toReversed());
        // SQLite answers without a turn of the event loop, which the writers need.
        await setImmediate();
      }
      return seen;
    })();
    await Promise.all(works);
    writing = false;
    expect(await following).toHaveLength(100);
  });
}
