import { expect, it } from 'vitest';
import type { Broker, BrokerStatus } from '../broker.js';
import { knownEnds } from '../publish-failure.js';
import { ProvisionedBroker } from './provisioned.broker.js';

/** A driver of somebody else, which looks for its broker only when it is asked to connect. */
class ForeignBroker implements Pick<Broker, 'name' | 'status' | 'connect' | 'admin'> {
  readonly name = 'foreign';
  readonly admin = { createSubscription: async () => {} } as unknown as Broker['admin'];
  status: BrokerStatus = { state: 'idle' };
  isAway = false;

  async connect(): Promise<void> {
    this.status = { state: this.isAway ? 'disconnected' : 'connected' };
    if (this.isAway) throw new Error('nobody answers');
  }
}

it('A broker that was lost is looked for at each connect, until it answers', async () => {
  const foreign = new ForeignBroker();
  const broker = new ProvisionedBroker(foreign as unknown as Broker, [{ topic: 'images', group: 'group' }]);
  await broker.connect();
  Object.assign(foreign, { isAway: true, status: { state: 'disconnected' } });
  await expect(broker.connect()).rejects.toThrow('nobody answers');
  foreign.isAway = false;
  await broker.connect();
  expect(broker.status.state).toBe('connected');
});

it('A publish that cannot connect first has sent none of its messages', async () => {
  const broker = new ProvisionedBroker(
    Object.assign(new ForeignBroker(), { isAway: true }) as unknown as Broker,
    [],
  );
  const message = { topic: 'images', value: null, headers: {} };
  expect(await broker.publish([message, message]).catch(knownEnds)).toEqual({
    accepted: [],
    notSent: [0, 1],
  });
});
