import { expect, it } from 'vitest';
import { DecisionsRepository } from '../../../src/serving/decisions/decisions.repository.js';
import { type Desk, type MakeDatabase, openDesks } from './lab.js';

const model = 'digits';
const rounds = 20;

const decisionsOf = ({ database }: Desk) => new DecisionsRepository(database);

export function decisionCases(make: MakeDatabase): void {
  it(`of two that are made at once on one revision, keep one and refuse one, ${rounds} times`, async () => {
    const [one, other] = (await openDesks(make, 2)).map(decisionsOf) as [
      DecisionsRepository,
      DecisionsRepository,
    ];
    expect(await one.newest(model)).toBeUndefined();
    for (let after = 0; after < rounds; after += 1) {
      const made = [
        one.decide(model, { serving: { version: '1' }, after }),
        other.decide(model, { serving: { version: '2' }, after }),
      ];
      const ends = await Promise.allSettled(made);
      const kept = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
      const refused = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as object] : []));
      expect(kept).toHaveLength(1);
      expect(refused).toMatchObject([
        { code: 'STALE_DECISION', details: { model, revision: after + 1, serving: kept[0]?.serving } },
      ]);
      expect([await one.newest(model), await other.newest(model)]).toEqual([kept[0], kept[0]]);
    }
  });

  it('are kept for each model, with the time of the database', async () => {
    const [desk] = await openDesks(make, 1);
    const decisions = decisionsOf(desk!);
    const canary = { version: '3', percent: 12.5, since: new Date().toISOString() };
    await decisions.decide(model, { serving: { version: '2', previous: '1', canary }, after: 0 });
    await decisions.decide('letters', { serving: { version: '7' }, after: 0 });
    expect(await decisions.newest(model)).toEqual({
      revision: 1,
      serving: { version: '2', previous: '1', canary },
    });
    const rows = await desk!.database.read.selectFrom('serving_decisions').selectAll().execute();
    expect(rows.map(({ decided_at }) => decided_at)).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    ]);
  });

  it('that are damaged are named, the one before them holds, and the next one counts', async () => {
    const [desk] = await openDesks(make, 1);
    const decisions = decisionsOf(desk!);
    await decisions.decide(model, { serving: { version: '1' }, after: 0 });
    await decisions.decide(model, { serving: { version: '2' }, after: 1 });
    await desk!.database.write((transaction) =>
      transaction
        .updateTable('serving_decisions')
        .set({ decision: '{"version": "../2"}' })
        .where('revision', '=', 2)
        .execute(),
    );
    expect(await decisions.newest(model)).toEqual({
      revision: 2,
      serving: { version: '1' },
      damage: expect.stringMatching(/^revision 2 of digits in the table serving_decisions .*version/),
    });
    await decisions.decide(model, { serving: { version: '3' }, after: 2 });
    expect(await decisions.newest(model)).toEqual({ revision: 3, serving: { version: '3' } });
  });
}
