import { join } from 'node:path';
import { firstValueFrom, timeout } from 'rxjs';
import { Logger } from '@nestjs/common';
import { describe, expect, it, onTestFinished } from 'vitest';
import { lockElsewhere } from '../../../test/support/sqlite-lock.js';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { readConfig } from '../../configuration.js';
import { BrokerClient } from './broker.client.js';
import { BrokerStrategy } from './broker.strategy.js';
import { EmbeddedDriverBroker } from '../drivers/embedded/embedded.broker.js';

Logger.overrideLogger(false);

describe('BrokerClient', () => {
  it('asks again after its topic for answers could not be had once', async () => {
    const {
      drivers: { embedded },
      transport,
    } = readConfig({});
    const file = join(await temporaryFolder(), 'broker.db');
    const broker = new EmbeddedDriverBroker(
      { ...embedded, file },
      { ...transport.driver, publishTimeoutMs: 1_000 },
    );
    onTestFinished(() => broker.close());
    await broker.connect();
    const strategy = new BrokerStrategy(broker, { groupId: 'test', maxInFlight: 1 });
    strategy.addHandler('double', async (n: number) => n * 2, false);
    await new Promise<void>((resolve) => strategy.listen(resolve));
    await expect.poll(() => strategy.brokerStatus.state).toBe('connected');
    const client = new BrokerClient(broker, { ownsBroker: false });
    const ask = () => firstValueFrom(client.send('double', 21).pipe(timeout(5_000)));
    const lock = await lockElsewhere(file);
    await expect(ask()).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
    await lock.release();
    expect(await ask()).toBe(42);
    await client.close();
    expect((await broker.admin.listTopics()).filter((topic) => topic.startsWith('seamline-'))).toEqual([]);
  });
});
