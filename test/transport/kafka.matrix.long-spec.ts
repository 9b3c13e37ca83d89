import { expect, inject, it, onTestFinished } from 'vitest';
import { codecs } from '../../src/transport/drivers/kafka/kafkajs/compression.js';
import { ifAvailable } from '../support/services/if-available.js';
import { clientNames, prepareImageProducers } from '../support/services/image-producers.js';
import { withServer } from '../support/services/with-server.js';
import { modes, runMatrix } from './kafka-matrix.js';

const cells = clientNames.flatMap((client) =>
  codecs.flatMap((codec) => modes.map((mode) => ({ client, codec, mode }))),
);

const clients = await ifAvailable(prepareImageProducers);
const kafka = 'unavailable' in clients ? clients : inject('kafka');

withServer('Kafka', kafka, ({ brokers }) => {
  it('classifies what each client writes in each codec and mode, and nothing of what it aborts', async () => {
    expect(await runMatrix(cells, brokers, onTestFinished)).toEqual({
      cells: 60,
      published: 720,
      predicted: 720,
      dead: 0,
      aborted: 0,
      unread: [],
      lag: 0,
    });
  }, 600_000);
});
