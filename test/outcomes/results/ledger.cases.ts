import { beforeEach, expect, it } from 'vitest';
import type { Database } from '../../../src/outcomes/database/database.js';
import type { LedgerRepository } from '../../../src/outcomes/ledger/ledger.repository.js';
import type { LedgerService } from '../../../src/outcomes/ledger/ledger.service.js';
import {
  dead,
  idOf,
  imagesOf,
  type MakeDatabase,
  openOneDesk,
  predicted,
  prediction,
  request,
} from './lab.js';
import type { ResultsService } from '../../../src/outcomes/results/results.service.js';

export function ledgerCases(make: MakeDatabase): void {
  let repository: LedgerRepository;
  let ledger: LedgerService;
  let sink: ResultsService;
  let database: Database;

  beforeEach(async () => {
    ({ ledger: repository, answers: ledger, sink, database } = await openOneDesk(make));
  });

  it('follows an image from pending over accepted to predicted', async () => {
    await repository.openRequest(request, 'embedded', { start: 0, end: 1 });
    await repository.open(request, 'embedded', imagesOf(0, 1));
    expect(await ledger.ofRequest(request)).toMatchObject({ accepted: 0, pending: 1, verdict: 'working' });
    await repository.confirm([idOf(0)]);
    await repository.closeRequest(request, 1);
    expect(await ledger.ofRequest(request)).toMatchObject({ accepted: 1, inFlight: 1, missing: [idOf(0)] });
    await repository.decide([predicted(0)]);
    expect(await ledger.ofRequest(request)).toMatchObject({
      accepted: 1,
      predicted: 1,
      inFlight: 0,
      missing: [],
      known: 1,
      right: 1,
      verdict: 'complete',
    });
  });

  it('keeps the first outcome: a prediction never becomes dead, and repeats are only counted', async () => {
    await repository.decide([predicted(0)]);
    await repository.decide([dead(0)]);
    await repository.decide([predicted(0, 'Coat'), predicted(0, 'Coat')]);
    expect(await ledger.ledger()).toMatchObject({ accepted: 1, predicted: 1, dead: 0, repeats: 3, right: 1 });
  });

  it('keeps one outcome when a batch holds the same image twice', async () => {
    await repository.decide([predicted(0, 'Bag'), dead(0), predicted(1)]);
    expect(await ledger.ledger()).toMatchObject({ accepted: 2, predicted: 2, dead: 0, repeats: 1 });
  });

  it('leaves out of the labels of a request what another program put into it', async () => {
    await repository.openRequest(request, 'embedded', { start: 0, end: 2 });
    await repository.open(request, 'embedded', imagesOf(0, 2));
    await repository.closeRequest(request, 2);
    const others = [0, 1, 2_000_000_000].map((image_index) => {
      return { ...predicted(0, 'Hat'), image_id: `/idx ${image_index}`, image_index };
    });
    await repository.decide([predicted(0, 'Coat'), ...others]);
    expect(await ledger.labels(request)).toMatchObject({ complete: false, labels: ['Coat', null] });
    await repository.decide([predicted(1, 'Bag')]);
    expect(await ledger.labels(request)).toMatchObject({ complete: true, labels: ['Coat', 'Bag'] });
  });

  it('accepts an image that nobody announced at its first outcome', async () => {
    await repository.decide([{ ...dead(0), image_id: 'stranger', request_id: 'stranger' }]);
    expect(await ledger.ofRequest('stranger')).toMatchObject({
      requested: 1,
      accepted: 1,
      dead: 1,
      verdict: 'complete',
      deaths: [{ imageId: 'stranger', code: 'BAD_MESSAGE', reason: 'no image' }],
    });
  });

  it('accepts a pending image when its outcome comes before the confirmation, which changes nothing then', async () => {
    await repository.open(request, 'embedded', imagesOf(0, 1));
    await repository.decide([predicted(0)]);
    await repository.confirm([idOf(0)]);
    expect(await ledger.ledger()).toMatchObject({ accepted: 1, predicted: 1, inFlight: 0, pending: 0 });
  });

  it('calls images unconfirmed when publishing ended and the broker never said that it has them', async () => {
    await repository.openRequest(request, 'kafka', { start: 0, end: 4 });
    await repository.open(request, 'kafka', imagesOf(0, 2));
    await repository.closeRequest(request, 0);
    expect(await ledger.ofRequest(request)).toMatchObject({ pending: 2, verdict: 'unconfirmed' });
    await repository.decide([predicted(0), predicted(1)]);
    expect(await ledger.ofRequest(request)).toMatchObject({ accepted: 2, verdict: 'interrupted' });
  });

  it('answers labels in the order of the images, null where there is none', async () => {
    await repository.openRequest(request, 'embedded', { start: 5, end: 9 });
    await repository.open(request, 'embedded', imagesOf(5, 9));
    await repository.decide([predicted(8, 'Coat'), dead(6), predicted(5, 'Shirt')]);
    expect(await ledger.labels(request)).toEqual({
      requestId: request,
      complete: false,
      labels: ['Shirt', null, null, 'Coat'],
    });
    await repository.decide([predicted(7, 'Bag')]);
    expect(await ledger.labels(request)).toMatchObject({
      complete: true,
      labels: ['Shirt', null, 'Bag', 'Coat'],
    });
  });

  it('does not know a request that nobody made', async () => {
    await expect(ledger.ofRequest('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(ledger.labels('nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keeps a dead letter that is predicted after all, as its first outcome', async () => {
    await repository.decide([dead(0)]);
    await repository.decide([predicted(0)]);
    expect(await ledger.ledger()).toMatchObject({ accepted: 1, predicted: 0, dead: 1, repeats: 1 });
  });

  it('counts an answer of another model version as a repeat', async () => {
    await sink.save(prediction(0, 'Bag', '1'));
    await sink.save(prediction(0, 'Coat', '2'));
    expect(await ledger.ledger()).toMatchObject({ accepted: 1, predicted: 1, repeats: 1, right: 1 });
  });

  it('takes the same announcement twice, and forgets no outcome over it', async () => {
    for (let time = 0; time < 2; time += 1) {
      await repository.openRequest(request, 'embedded', { start: 0, end: 1 });
      await repository.open(request, 'embedded', imagesOf(0, 1));
      await repository.confirm([idOf(0)]);
      await repository.decide([predicted(0)]);
      await repository.closeRequest(request, 1);
    }
    expect(await ledger.ofRequest(request)).toMatchObject({ accepted: 1, predicted: 1, repeats: 1 });
  });

  it('follows a dead letter that is replayed to its next outcome, which is the only one that counts', async () => {
    const replay = (index: number) =>
      database.write((transaction) => repository.replay(transaction, idOf(index), 1));
    await repository.decide([dead(0), dead(1), predicted(2)]);
    for (const index of [0, 1, 2]) await replay(index);
    expect(await ledger.ledger()).toMatchObject({ accepted: 3, predicted: 1, dead: 0, inFlight: 2 });
    await repository.decide([predicted(0), dead(1), dead(2)]);
    expect(await ledger.ledger()).toMatchObject({
      accepted: 3,
      predicted: 2,
      dead: 1,
      inFlight: 0,
      repeats: 1,
    });
  });
}
