import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { BROKERS, type Brokers } from '../../src/events/transport.module.js';
import { entryAt } from '../../src/transport/drivers/kafka/kafkajs/batch-header.js';
import { png } from '../support/png.js';
import { call } from '../support/http.js';
import { mutations } from '../support/mutations.js';
import { Random } from '../support/random.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

const timeout = 20_000;

interface Listed {
  readonly id: number;
  readonly reason: string;
}

withServer('Kafka', inject('kafka'), ({ brokers, dataFolder }) => {
  const reason = dataFolder ? '' : ' (skipped: the logs of this Kafka are out of reach)';

  describe.skipIf(!dataFolder)('A batch that cannot be decoded', () => {
    it(`is one dead letter, and its neighbours and the other partitions are classified${reason}`, async () => {
      const settings = { ...(await ownSettings()), BROKERS: 'kafka', KAFKA_BROKERS: brokers.join(',') };
      const { topics, groupId } = readConfig(settings).transport;
      await sendBatches(topics.images);
      const log = join(dataFolder ?? '', `${topics.images}-0`, '00000000000000000000.log');
      const rotten = await damage(log, 3n, flipLastBit);
      await damage(log, 6n, (batch) => mutations['an unknown codec']?.(batch, new Random(1)) ?? batch);
      const { url, app } = await startTestApplication(settings);

      const listOf = async (path: string) => (await call<Listed[]>(`${url}/${path}`)).body;
      const countOf = async (path: string) => (await listOf(path)).length;
      await expect.poll(() => countOf('outcomes'), { timeout }).toBe(9);
      await expect.poll(() => countOf('dead-letters'), { timeout }).toBe(2);
      const letters = await listOf('dead-letters');
      expect(letters.map(({ reason: why }) => why).toSorted()).toEqual([
        'partition 0: the batch at offsets 3 to 5 cannot be decoded: its checksum is wrong',
        expect.stringMatching(/^partition 0: the batch at offsets 6 to 8 .*: no codec has the number [567]$/),
      ]);
      expect(letters[0]).toMatchObject({
        code: 'UNDECODABLE_BATCH',
        topic: topics.images,
        imageId: null,
        requestId: null,
        obstacle: 'it holds bytes in which no message could be read',
      });
      const first = letters.find(({ reason: why }) => why.includes('checksum'));
      expect((await call(`${url}/dead-letters/${first?.id}`)).body).toMatchObject({
        source: { partition: 0, offset: '5' },
        payload: { base64: rotten.toString('base64') },
      });
      const replay = await call(`${url}/dead-letters/${first?.id}/replay`, { method: 'POST' });
      expect(replay).toMatchObject({ status: 409, body: { code: 'NOT_REPLAYABLE' } });
      expect((await call(`${url}/ledger`)).body).toMatchObject({ accepted: 9, predicted: 9, dead: 0 });
      const broker = app.get<Brokers>(BROKERS).get('kafka');
      const lag = () => broker?.admin.lag({ topic: topics.images, group: groupId });
      await expect.poll(lag, { timeout }).toBe(0);
    }, 60_000);
  });

  /** Four batches of three images in one partition, and one of three in another. */
  async function sendBatches(topic: string): Promise<void> {
    const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
    const [admin, producer] = [kafka.admin(), kafka.producer()];
    await Promise.all([admin.connect(), producer.connect()]);
    onTestFinished(async () => void (await Promise.all([admin.disconnect(), producer.disconnect()])));
    await admin.createTopics({ topics: [{ topic, numPartitions: 2 }], waitForLeaders: true });
    for (const partition of [0, 0, 0, 0, 1]) {
      await producer.send({ topic, messages: Array.from({ length: 3 }, () => ({ value: png, partition })) });
    }
  }
});

function flipLastBit(batch: Buffer): Buffer {
  const changed = Buffer.from(batch);
  changed[batch.length - 1] = (batch.at(-1) ?? 0) ^ 1;
  return changed;
}

/** Changes the batch with that first offset in a partition's log, as a disk does. */
async function damage(log: string, offset: bigint, change: (batch: Buffer) => Buffer): Promise<Buffer> {
  const bytes = await readFile(log);
  let at = 0;
  while (entryAt(bytes, at).offset !== offset) at = entryAt(bytes, at).end;
  const changed = change(bytes.subarray(at, entryAt(bytes, at).end));
  bytes.set(changed, at);
  await writeFile(log, bytes, { flag: 'r+' });
  return changed;
}
