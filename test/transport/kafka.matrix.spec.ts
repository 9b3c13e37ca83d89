import { expect, inject, it, onTestFinished } from 'vitest';
import { ifAvailable } from '../support/services/if-available.js';
import { prepareImageProducers } from '../support/services/image-producers.js';
import { withServer } from '../support/services/with-server.js';
import { type Cell, runMatrix } from './kafka-matrix.js';

/** Each codec of each client that writes it in its own way, and each mode once with each client. */
const cells: readonly Cell[] = [
  { client: 'java', codec: 'snappy', mode: 'plain' },
  { client: 'java', codec: 'lz4', mode: 'idempotent' },
  { client: 'java', codec: 'zstd', mode: 'committed' },
  { client: 'java', codec: 'gzip', mode: 'aborted' },
  { client: 'librdkafka', codec: 'snappy', mode: 'aborted' },
  { client: 'librdkafka', codec: 'lz4', mode: 'plain' },
  { client: 'librdkafka', codec: 'zstd', mode: 'idempotent' },
  { client: 'librdkafka', codec: 'none', mode: 'committed' },
  { client: 'franz-go', codec: 'snappy', mode: 'committed' },
  { client: 'franz-go', codec: 'lz4', mode: 'aborted' },
  { client: 'franz-go', codec: 'zstd', mode: 'plain' },
  { client: 'franz-go', codec: 'gzip', mode: 'idempotent' },
];

const clients = await ifAvailable(prepareImageProducers);
const kafka = 'unavailable' in clients ? clients : inject('kafka');

withServer('Kafka', kafka, ({ brokers }) => {
  it('classifies what Java, librdkafka and Go compress, and nothing of what they abort', async () => {
    expect(await runMatrix(cells, brokers, onTestFinished)).toEqual({
      cells: 12,
      published: 144,
      predicted: 144,
      dead: 0,
      aborted: 0,
      unread: [],
      lag: 0,
    });
  }, 120_000);
});
