import { setImmediate } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Case } from './lab.js';
import { Gate, until } from './recorder.js';

export const deliveryCases = {
  'delivers what was published': async (lab) => {
    const recorder = await lab.record();
    const texts = lab.texts(100);
    await Promise.all([0, 25, 50, 75].map((from) => lab.publish(texts.slice(from, from + 25))));
    await recorder.gets(...texts);
    expect(new Set(recorder.texts)).toEqual(new Set(texts));
  },

  'delivers messages with the same partition key in the order of publishing': async (lab) => {
    const recorder = await lab.record(undefined, { maxInFlight: 8 });
    const keys = ['a', 'b', 'ключ', 'd e', 'f'];
    const texts = lab.texts(20);
    for (let from = 0; from < texts.length; from += 5) {
      const round = texts.slice(from, from + 5);
      await lab.broker.publish(
        round.flatMap((text) =>
          keys.map((partitionKey) => lab.message(`${partitionKey}:${text}`, { partitionKey })),
        ),
      );
    }
    await recorder.gets(...keys.flatMap((key) => texts.map((text) => `${key}:${text}`)));
    for (const key of keys) {
      const order = [...new Set(recorder.texts)].filter((text) => text.startsWith(`${key}:`));
      expect(order).toEqual(texts.map((text) => `${key}:${text}`));
    }
  },

  'delivers a rejected message again': async (lab) => {
    const recorder = await lab.record((_text, delivery) => {
      if (delivery < 3) throw new Error('not yet');
    });
    const texts = lab.texts(3);
    await lab.publish(texts);
    await until('three deliveries of each', () => texts.every((text) => recorder.deliveriesOf(text) >= 3));
  },

  'delivers only the rejected message again': async (lab) => {
    const texts = lab.texts(20);
    const rejected = texts[7];
    const recorder = await lab.record((text, delivery) => {
      if (text === rejected && delivery === 1) throw new Error('once more, please');
    });
    await lab.publish(texts);
    await recorder.gets(...texts);
    await until('the second delivery', () => recorder.deliveriesOf(rejected ?? '') === 2);
    await lab.settle(recorder);
    expect(recorder.texts.toSorted()).toEqual([...texts, rejected].toSorted());
  },

  'does not deliver again what was acknowledged, even after a restart': async (lab) => {
    const first = await lab.open();
    const before = await lab.record(undefined, { broker: first });
    const texts = lab.texts(50);
    await lab.publish(texts);
    await before.gets(...texts);
    await first.close();
    const after = await lab.record(undefined, { broker: await lab.open() });
    await lab.settle(after);
    expect(after.texts).toEqual([]);
  },

  'delivers an unacknowledged message after a restart of the consumer': async (lab) => {
    const first = await lab.open();
    const texts = lab.texts(5);
    const before = await lab.record(() => Promise.reject(new Error('never here')), { broker: first });
    await lab.publish(texts);
    await until('a first delivery', () => before.received.length > 0);
    await first.close();
    const after = await lab.record(undefined, { broker: await lab.open() });
    await after.gets(...texts);
  },

  'hands on what a member that closes at work has not acknowledged, and nothing that it has': async (lab) => {
    await lab.broker.admin.createSubscription({ topic: lab.topic, group: lab.group });
    const texts = lab.texts(3_000);
    await lab.publish(texts);
    const acknowledged: string[] = [];
    for (const share of [800, 1_600]) {
      const member = await lab.open();
      const recorder = await lab.record(() => setImmediate(), { broker: member, maxInFlight: 500 });
      await until('a part of the work', () => acknowledged.length + recorder.finished >= share);
      await member.close();
      acknowledged.push(...recorder.texts);
    }
    expect(acknowledged.length).toBeLessThan(texts.length);
    const next = await lab.record(undefined, { broker: await lab.open(), maxInFlight: 500 });
    await next.gets(...texts.filter((text) => !acknowledged.includes(text)));
    await lab.settle(next);
    const all = [...acknowledged, ...next.texts];
    expect({ deliveries: all.length, messages: new Set(all).size }).toEqual({
      deliveries: 3_000,
      messages: 3_000,
    });
  },

  'keeps maxInFlight consumers busy, and never more': async (lab) => {
    const gates = Array.from({ length: 5 }, () => new Gate());
    let taken = 0;
    const recorder = await lab.record(() => gates[Math.floor(taken++ / 4)]?.opened, { maxInFlight: 4 });
    const texts = lab.texts(20);
    await lab.publish(texts);
    for (const gate of gates) {
      await until('four running consumers', () => recorder.running === 4);
      gate.open();
    }
    await until('the end of all', () => recorder.finished >= texts.length);
    expect(recorder.peak).toBe(4);
    expect(new Set(recorder.texts)).toEqual(new Set(texts));
  },

  'hands every message to every group': async (lab) => {
    const one = await lab.record(undefined, { group: 'one' });
    const two = await lab.record(undefined, { group: 'two' });
    const texts = lab.texts(20);
    await lab.publish(texts);
    await Promise.all([one.gets(...texts), two.gets(...texts)]);
  },

  'shares the messages of a group among its members': async (lab) => {
    const one = await lab.record(undefined, { maxInFlight: 2 });
    const two = await lab.record(undefined, { broker: await lab.open(), maxInFlight: 2 });
    const published: string[] = [];
    await until('work for both members', async () => {
      const texts = lab.texts(20);
      published.push(...texts);
      await lab.publish(texts);
      return one.received.length > 0 && two.received.length > 0;
    });
    await until('every message', () => one.received.length + two.received.length >= published.length);
    expect([...one.texts, ...two.texts].toSorted()).toEqual(published.toSorted());
  },

  'acknowledges before the work when commit is auto': async (lab) => {
    const auto = await lab.open({ commit: 'auto' });
    const recorder = await lab.record(() => Promise.reject(new Error('lost')), { broker: auto });
    const texts = lab.texts(10);
    await lab.publish(texts);
    await recorder.gets(...texts);
    await lab.settle(recorder);
    expect(recorder.texts.toSorted()).toEqual(texts.toSorted());
  },
} satisfies Record<string, Case>;
