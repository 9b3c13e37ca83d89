import { describe, inject, it } from 'vitest';
import { expectOwnPlaces, expectWholeRange, predictionsOf, push } from '../support/http.js';
import { inThreeProcesses } from './app/three-processes.cases.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

type Settings = Readonly<Record<string, string>>;

function comesBack(broker: string, server: Settings): void {
  describe(broker, () => {
    it('gives a prediction for every image of a range that is pushed over HTTP', async () => {
      const settings = await ownSettings();
      const { url } = await startTestApplication({ ...settings, BROKERS: broker, ...server });
      const pushed = await push(url, `${broker}/push-to-consumer`, 100, 400);
      const predictions = await predictionsOf(url, pushed);
      expectWholeRange(predictions, 100, 400);
      expectOwnPlaces(predictions, settings['TOPIC_IMAGES'] ?? 'images');
    });
  });
}

comesBack('embedded', {});

withServer('kafka', inject('kafka'), ({ brokers }) => {
  const server = { KAFKA_BROKERS: brokers.join(',') };
  comesBack('kafka', server);
  inThreeProcesses('kafka', server);
});

withServer('pubsub', inject('pubsub'), ({ emulatorHost }) =>
  comesBack('pubsub', { PUBSUB_EMULATOR_HOST: emulatorHost }),
);

withServer('kafka and pubsub', inject('kafka'), ({ brokers }) =>
  withServer('kafka and pubsub', inject('pubsub'), ({ emulatorHost }) => {
    it('are served by one process at the same time', async () => {
      const servers = { KAFKA_BROKERS: brokers.join(','), PUBSUB_EMULATOR_HOST: emulatorHost };
      const { url } = await startTestApplication({
        ...(await ownSettings()),
        BROKERS: 'kafka,pubsub',
        ...servers,
      });
      const pushed = await Promise.all([
        push(url, 'kafka/push-to-consumer', 0, 150),
        push(url, 'pubsub/push-to-consumer', 150, 300),
      ]);
      const [kafka, pubsub] = await Promise.all(pushed.map((request) => predictionsOf(url, request)));
      expectWholeRange(kafka!, 0, 150);
      expectWholeRange(pubsub!, 150, 300);
    });
  }),
);
