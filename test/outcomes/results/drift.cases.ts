import { expect, it } from 'vitest';
import { DriftRepository } from '../../../src/serving/drift/drift.repository.js';
import { dead, type MakeDatabase, openOneDesk, prediction } from './lab.js';

export function driftCases(make: MakeDatabase): void {
  it('read what one version has predicted last, however much else lies between', async () => {
    const { database, sink, ledger } = await openOneDesk(make);
    const drift = new DriftRepository(database);
    const asked = { model: 'fashion-mnist', version: '2', classes: 3, last: 50 };
    expect(await drift.recent(asked)).toEqual({
      classCounts: [0, 0, 0],
      confidences: [],
      from: null,
      to: null,
    });
    for (let index = 0; index < 120; index += 1) {
      const version = index % 2 === 0 ? '2' : '1';
      const classIndex = index < 20 ? 0 : index % 3;
      await sink.save({ ...prediction(index, 'Bag', version), classIndex, confidence: index / 120 });
    }
    await sink.save({ ...prediction(500, 'Bag', '2'), model: 'other' });
    await sink.save({ ...prediction(501, 'Bag', '2'), classIndex: 7, confidence: 1 });
    await ledger.decide([dead(502)]);
    const { classCounts, confidences, from, to } = await drift.recent(asked);
    const indexes = Array.from({ length: 49 }, (_, at) => 118 - 2 * at);
    expect(confidences).toEqual([1, ...indexes.map((index) => index / 120)]);
    expect(classCounts).toEqual([0, 1, 2].map((at) => indexes.filter((index) => index % 3 === at).length));
    expect(Date.parse(from!)).toBeLessThanOrEqual(Date.parse(to!));
    expect((await drift.recent({ ...asked, last: 1_000 })).confidences).toHaveLength(61);
  });
}
