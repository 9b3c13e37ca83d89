import { expect } from 'vitest';
import { totalLag } from '../../../src/transport/broker.js';
import type { Case } from './lab.js';
import { until } from './recorder.js';

export const adminCases = {
  'creates, lists and deletes a topic; doing so again is no error': async (lab) => {
    const { admin } = lab.broker;
    await admin.createTopic(lab.topic);
    await admin.createTopic(lab.topic);
    await until('the topic', async () => (await admin.listTopics()).includes(lab.topic));
    await admin.deleteTopic(lab.topic);
    await until('the end of the topic', async () => !(await admin.listTopics()).includes(lab.topic));
    await admin.deleteTopic(lab.topic);
  },

  'tells how many partitions a topic has, and makes none by asking': async (lab) => {
    const { admin, name } = lab.broker;
    expect(await admin.partitions(lab.topic)).toBeUndefined();
    expect(await admin.listTopics()).not.toContain(lab.topic);
    await admin.createTopic(lab.topic);
    const partitions = () => admin.partitions(lab.topic);
    if (name === 'pubsub') expect(await partitions()).toBeUndefined();
    else await until('the partitions', async () => Number(await partitions()) >= 1);
  },

  'creates, lists and deletes a subscription; doing so again is no error': async (lab) => {
    const { admin } = lab.broker;
    const name = { topic: lab.topic, group: 'dotted.group-1' };
    const listed = async () => (await admin.listSubscriptions()).filter(({ topic }) => topic === lab.topic);
    await admin.createSubscription(name);
    await admin.createSubscription(name);
    expect(await admin.listTopics()).toContain(lab.topic);
    expect(await listed()).toEqual([name]);
    await admin.deleteSubscription(name);
    await until('the end of the subscription', async () => (await listed()).length === 0);
    await admin.deleteSubscription(name);
  },

  'tells the log of a topic from that of another': async (lab) => {
    const { admin, name } = lab.broker;
    const [one, again, other] = await Promise.all(
      [lab.topic, lab.topic, `${lab.topic}-2`].map((topic) => admin.logId?.(topic)),
    );
    expect(again).toBe(one);
    if (['kafka', 'embedded'].includes(name)) expect(other).not.toBe(one);
    else expect(one).toBeUndefined();
  },

  'tells which offsets a topic still has, and makes no topic by asking': async (lab) => {
    const { admin, name } = lab.broker;
    if (!['kafka', 'embedded'].includes(name)) return expect(await admin.kept?.(lab.topic)).toBeUndefined();
    expect(await admin.kept?.(lab.topic)).toEqual([]);
    expect(await admin.listTopics()).not.toContain(lab.topic);
    await admin.createTopic(lab.topic);
    await lab.publish(lab.texts(7));
    const kept = (await admin.kept?.(lab.topic)) ?? [];
    expect(kept.length).toBe(await admin.partitions(lab.topic));
    expect(kept.every(({ first }) => first === 0n)).toBe(true);
    expect(kept.reduce((sum, { end }) => sum + Number(end), 0)).toBe(7);
  },

  'finds the keys of all messages that it still has, where there is a quick way to look': async (lab) => {
    const { admin } = lab.broker;
    await admin.createTopic(lab.topic);
    const keys = Array.from({ length: 1_200 }, (_, at) => `key-${at}`);
    await lab.broker.publish(keys.map((key) => lab.message(key, { key })));
    const answer = await admin.findKeys?.(lab.topic, new Set(['key-0', 'key-1199', 'nobody']));
    if (!answer) return;
    expect([...answer.found].toSorted()).toEqual(['key-0', 'key-1199']);
    expect(answer.completeSince).toEqual(new Date(0));
  },

  'counts what a group has not acknowledged': async (lab) => {
    const name = { topic: lab.topic, group: lab.group };
    await lab.broker.admin.createSubscription(name);
    await lab.publish(lab.texts(7));
    expect(await lab.broker.admin.lag(name)).toBe(7);
    const lags = await lab.broker.admin.partitionLags(name);
    expect(lags && totalLag(lags)).toBe(7);
    expect(new Set(lags?.map(({ partition }) => partition)).size).toBe(
      await lab.broker.admin.partitions(lab.topic),
    );
    await lab.record();
    await until('a lag of zero', async () => (await lab.broker.admin.lag(name)) === 0);
  },
} satisfies Record<string, Case>;
