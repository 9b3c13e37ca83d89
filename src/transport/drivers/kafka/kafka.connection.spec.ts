import { describe, expect, it } from 'vitest';
import { persist } from './kafka.connection.js';

const never = () => new Promise<never>(() => {});

describe('Persisting with Kafka', () => {
  it('tells the last failure when the time ends during a later try', async () => {
    const tries = [() => Promise.reject(new Error('self-signed certificate')), never];
    const persisting = persist(() => (tries.shift() ?? never)(), 300);
    await expect(persisting).rejects.toMatchObject({
      code: 'BROKER_UNAVAILABLE',
      message: 'Kafka is not available: self-signed certificate',
    });
    expect(tries).toHaveLength(0);
  });

  it('says that Kafka did not answer where it never did', async () => {
    await expect(persist(never, 50)).rejects.toMatchObject({
      code: 'BROKER_UNAVAILABLE',
      message: 'Kafka did not answer in time',
    });
  });

  it('does not ask again what the broker refuses', async () => {
    const refusal = Object.assign(new Error('not authorized'), { type: 'TOPIC_AUTHORIZATION_FAILED' });
    let asked = 0;
    const persisting = persist(() => {
      asked += 1;
      return Promise.reject(refusal);
    }, 1_000);
    await expect(persisting).rejects.toMatchObject({ code: 'BROKER_REFUSED' });
    expect(asked).toBe(1);
  });
});
