import { expect } from 'vitest';
import type { Case } from './lab.js';

/** Where a group that nobody has read with before begins. */
export const startCases = {
  'starts a new group at the oldest kept message by default': async (lab) => {
    const texts = lab.texts(10);
    await lab.publish(texts);
    const recorder = await lab.record();
    await recorder.gets(...texts);
  },

  'starts a new group at the next message when offsetReset is latest': async (lab) => {
    await lab.publish(lab.texts(10));
    const latest = await lab.open({ offsetReset: 'latest' });
    const recorder = await lab.record(undefined, { broker: latest });
    const texts = lab.texts(10);
    await lab.publish(texts);
    await recorder.gets(...texts);
    expect(new Set(recorder.texts)).toEqual(new Set(texts));
  },

  'keeps messages for a created group, whether or not a member runs': async (lab) => {
    await lab.broker.admin.createSubscription({ topic: lab.topic, group: lab.group });
    const texts = lab.texts(10);
    await lab.publish(texts);
    const recorder = await lab.record();
    await recorder.gets(...texts);
  },

  'creates the topic that is missing on publish': async (lab) => {
    await lab.publish(lab.texts(1));
    expect(await lab.broker.admin.listTopics()).toContain(lab.topic);
  },

  'creates the topic and the group that are missing on subscribe': async (lab) => {
    await lab.record();
    expect(await lab.broker.admin.listTopics()).toContain(lab.topic);
    expect(await lab.broker.admin.listSubscriptions()).toContainEqual({ topic: lab.topic, group: lab.group });
  },
} satisfies Record<string, Case>;
