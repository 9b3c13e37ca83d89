import { describe, expect, inject, it } from 'vitest';
import { expectOwnPlaces, expectWholeRange, predictionsOf, push } from './http.js';
import { startSeamline } from './services/seamline-process.js';
import { withServer } from './services/with-server.js';
import { ownSettings, startTestApplication } from './test-application.js';

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

    it('does in three processes, one a role, what one process does', async () => {
      const settings = { ...(await ownSettings()), BROKERS: broker, ...server };
      const roles = ['api', 'classifier', 'results'].map((role) =>
        startSeamline({ ...settings, ROLES: role }),
      );
      const [url] = await Promise.all(roles.map(({ ready }) => ready));
      const pushed = await push(url!, 'push-to-consumer', 0, 200);
      expectWholeRange(await predictionsOf(url!, pushed), 0, 200);
      await expect.poll(roles[1]!.output).toContain(`request ${pushed.requestId}: 200 predictions: `);
      expect(await Promise.all(roles.map((role) => role.end()))).toEqual([0, 0, 0]);
    });
  });
}

comesBack('embedded', {});

withServer('kafka', inject('kafka'), ({ brokers }) =>
  comesBack('kafka', { KAFKA_BROKERS: brokers.join(',') }),
);

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
