import { expect, it } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { toDeadLetter } from '../../src/transport/delivery/dead-letter.js';
import { InvalidError } from '../../src/foundation/errors/app.error.js';
import { call } from '../support/http.js';
import { received } from '../support/received.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

interface Letter {
  readonly imageId: string;
}

const byImage = (a: Letter, b: Letter) => a.imageId.localeCompare(b.imageId);

it('a dead letter of another group ends no image of this service; a sender’s own header of a group decides nothing', async () => {
  const settings = await ownSettings();
  const { url, app } = await startTestApplication({ ...settings, ROLES: 'api,results' });
  const { groupId, topics } = readConfig(settings).transport;
  const headers = { ce_specversion: '1.0', ce_source: '/shop', ce_type: 'picture' };
  const letterOf = (group: string, id: string, more = {}) => {
    const message = received({ topic: topics.images, headers: { ...headers, ce_id: id, ...more } });
    const error = new InvalidError('BAD_MESSAGE', `not for ${group}`);
    return toDeadLetter(message, undefined, { error, attempts: 1, group });
  };
  const broker = app.get<Brokers>(BROKERS).get('embedded')!;
  const sent = { 'kafka_dlt-original-consumer-group': 'orders' };
  await broker.publish([letterOf('another', '1'), letterOf(groupId, '2'), letterOf(groupId, '3', sent)]);
  // Their order is that of the partitions.
  const letters = async () => (await call<Letter[]>(`${url}/dead-letters`)).body.toSorted(byImage);
  await expect
    .poll(letters, { timeout: 20_000 })
    .toMatchObject([{ imageId: '/shop 2', reason: `not for ${groupId}` }, { imageId: '/shop 3' }]);
  await expect
    .poll(() => broker.admin.lag({ topic: `${topics.images}-dlt`, group: groupId }), { timeout: 20_000 })
    .toBe(0);
  expect((await call(`${url}/ledger`)).body).toMatchObject({ accepted: 2, dead: 2 });
});
