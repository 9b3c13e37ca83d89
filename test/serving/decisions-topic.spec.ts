import kafkajs from 'kafkajs';
import { expect, inject, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { DecisionsTopic } from '../../src/serving/decisions/decisions.topic.js';
import { openDecisionsTopic } from '../../src/serving/decisions/open-topic.js';
import { modelsFolder, name } from '../support/models-folder.js';
import { withServer } from '../support/services/with-server.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';
import { killAndRestart, servingAt, startRole } from './decisions/roles.js';
import { change } from './rollout/service.js';

const { ConfigResourceTypes, Kafka, logLevel } = kafkajs;

it('a topic of decisions is refused where no broker has compacted topics', async () => {
  const config = readConfig({ BROKERS: 'embedded,pubsub', TOPIC_DECISIONS: 'decisions' });
  await expect(openDecisionsTopic('decisions', config)).rejects.toMatchObject({
    code: 'BAD_CONFIG',
    message: expect.stringContaining('BROKERS=embedded,pubsub has none'),
  });
});

withServer('kafka', inject('kafka'), ({ brokers }) => {
  async function settingsOfKafka(): Promise<Record<string, string>> {
    const own = await ownSettings();
    const TOPIC_DECISIONS = `decisions-${own['GROUP_ID']}`;
    return { ...own, BROKERS: 'kafka', KAFKA_BROKERS: brokers.join(','), TOPIC_DECISIONS, MODELS: name };
  }

  async function openTopic(settings: Readonly<Record<string, string>>): Promise<DecisionsTopic> {
    const topic = await openDecisionsTopic(settings['TOPIC_DECISIONS']!, readConfig(settings));
    onTestFinished(() => topic.close());
    return topic;
  }

  it('a classifier without the database follows decisions on a topic, also after kill -9', async () => {
    const settings = await settingsOfKafka();
    const api = await startTestApplication({
      ...settings,
      ROLES: 'api',
      MODELS_DIR: await modelsFolder(3),
    });
    await change(api.url, 'swap', { version: '2' });
    // Its folder of data is another one, so it has no database with the decision.
    const apart = { ...settings, DATA_DIR: (await ownSettings())['DATA_DIR']! };
    const classifier = await startRole('classifier', apart);
    await classifier.ready;
    expect(classifier.output()).toContain(`${name}@2 serves; revision 1`);
    await change(api.url, 'canary', { version: '1', percent: 50 });
    const decided = `${name}@2 serves, 50 % of its events go to @1; revision 2`;
    await expect.poll(() => classifier.output(), { timeout: 20_000 }).toContain(decided);
    const again = await killAndRestart(classifier);
    await again.ready;
    expect(again.output()).toContain(decided);
    expect(again.output()).not.toContain('@3');
  }, 90_000);

  it('a database that was lost takes the decisions of the topic over', async () => {
    const settings = { ...(await settingsOfKafka()), ROLES: 'api', MODELS_DIR: await modelsFolder(3) };
    const first = await startTestApplication(settings);
    await change(first.url, 'swap', { version: '1' });
    await change(first.url, 'swap', { version: '2' });
    const topic = await openTopic(settings);
    await expect.poll(async () => (await topic.newest(name))?.revision, { timeout: 20_000 }).toBe(2);
    await first.close();
    const DATA_DIR = (await ownSettings())['DATA_DIR']!;
    const second = await startTestApplication({ ...settings, DATA_DIR });
    await expect
      .poll(() => servingAt(second.url), { timeout: 20_000 })
      .toEqual({ revision: 2, version: '2', previous: '1' });
  }, 60_000);

  it('the topic keeps the newest decision of each model and service, and names one that is damaged', async () => {
    const settings = await settingsOfKafka();
    const topicName = settings['TOPIC_DECISIONS']!;
    const [one, other] = [await openTopic(settings), await openTopic({ ...settings, GROUP_ID: 'other' })];
    expect(await one.newest(name)).toBeUndefined();
    await one.publish(name, { revision: 2, serving: { version: '2' } });
    await one.publish(name, { revision: 1, serving: { version: '1' } });
    await other.publish(name, { revision: 9, serving: { version: '9' } });
    await expect.poll(() => other.newest(name), { timeout: 20_000 }).toMatchObject({ revision: 9 });
    await expect.poll(() => one.newest(name)).toEqual({ revision: 2, serving: { version: '2' } });
    const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
    const producer = kafka.producer();
    await producer.connect();
    const key = `${settings['GROUP_ID']}/${name}`;
    await producer.send({ topic: topicName, messages: [{ key, value: '{"revision"' }] });
    await producer.disconnect();
    await expect
      .poll(() => one.newest(name))
      .toMatchObject({
        revision: 2,
        serving: { version: '2' },
        damage: expect.stringContaining(' at 0/3 is'),
      });
    await one.publish(name, { revision: 3, serving: { version: '3' } });
    await expect.poll(() => one.newest(name)).toEqual({ revision: 3, serving: { version: '3' } });
    const admin = kafka.admin();
    await admin.connect();
    const resource = { type: ConfigResourceTypes.TOPIC, name: topicName };
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ ...resource, configNames: ['cleanup.policy'] }],
    });
    await admin.disconnect();
    expect(resources[0]?.configEntries[0]?.configValue).toBe('compact');
  });
});
