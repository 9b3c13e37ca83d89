import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { withDeadLetters } from '../../src/transport/delivery/dead-letter.js';
import { findingsWith, linesOf } from '../tools/doctor/wrong-with.js';
import { call, predictionsOf, push } from '../support/http.js';
import { KafkaRights, type Right } from '../support/services/kafka-rights.js';
import { loginSettings, type SecureKafka } from '../support/services/secure-kafka.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

/** What the service does with the rights that docs/howto/confluent-cloud.md names, and with fewer. */
export function leastRightsOnSecureKafka({ plain, sasl, guest }: SecureKafka): void {
  /** Topics that are there, and a user who may do only so much with them. */
  async function prepare(more: Record<string, string>, ofTopic: Right[0][], ofGroup: Right[0][]) {
    const settings: Record<string, string> = {
      ...(await ownSettings()),
      ...loginSettings(sasl, guest),
      MAX_IMAGE_BYTES: '500000',
      ...more,
    };
    const { topics, groupId } = readConfig(settings).transport;
    const names = withDeadLetters(Object.values(topics), groupId).map(({ topic }) => topic);
    const rights = await KafkaRights.open(plain, onTestFinished);
    await rights.createTopics(names, 4);
    await rights.grant(
      guest.username,
      ...names.flatMap((name) => ofTopic.map((operation): Right => [operation, 'TOPIC', name])),
      ...ofGroup.map((operation): Right => [operation, 'GROUP', `${groupId}.`]),
    );
    return settings;
  }

  it('is enough for the whole service where the topics exist, and the doctor wants no more', async () => {
    const settings = await prepare({}, ['READ', 'WRITE'], ['READ']);
    const { url } = await startTestApplication(settings);
    const pushed = await push(url, 'push-to-consumer', 0, 20);
    expect(await predictionsOf(url, pushed)).toHaveLength(20);
    await expect.poll(async () => (await call(`${url}/health/ready`)).status, { timeout: 20_000 }).toBe(200);
    const findings = (await findingsWith(settings)).filter(({ check }) => check.startsWith('kafka'));
    const open = findings.filter(({ status }) => status !== 'ok');
    expect(open.map(({ status }) => status)).toEqual(['warning']);
    expect(linesOf(open)).toMatch(/^kafka message: not tried, .*authoriz.* → nothing, if /i);
  });

  it('may be the right to write alone for a process that only publishes', async () => {
    const settings = await prepare({ ROLES: 'api' }, ['WRITE'], []);
    const { url } = await startTestApplication(settings);
    await push(url, 'push-to-consumer', 0, 20);
    await expect.poll(async () => (await call(`${url}/health/ready`)).status, { timeout: 20_000 }).toBe(200);
  });
}
