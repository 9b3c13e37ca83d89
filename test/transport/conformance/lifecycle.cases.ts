import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { knownEnds } from '../../../src/transport/publish-failure.js';
import type { Case } from './lab.js';
import { Gate, until } from './recorder.js';

const momentsOfClose = 40;
const betweenMomentsMs = 4;

export const lifecycleCases = {
  'tells its state': async (lab) => {
    const broker = await lab.make();
    expect(broker.status.state).toBe('idle');
    await broker.connect();
    expect(broker.status).toEqual({ state: 'connected' });
    await broker.close();
    expect(broker.status.state).toBe('closed');
  },

  'may be told to connect again while connected': async (lab) => {
    const broker = await lab.open();
    await Promise.all([broker.connect(), broker.connect()]);
    await broker.publish([lab.message('still here')]);
  },

  'fails to connect within connectTimeoutMs when the broker is unreachable, as often as it is tried': async (
    lab,
  ) => {
    const broker = lab.unreachable();
    await expect(broker.connect()).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE', kind: 'unavailable' });
    expect(broker.status.state).not.toBe('connected');
    expect(broker.status.lastError).toBeTruthy();
    await expect(broker.connect()).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
  },

  'rejects a publish within publishTimeoutMs when the broker is unreachable': async (lab) => {
    const broker = lab.unreachable();
    await expect(broker.connect()).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
    await expect(broker.publish([lab.message('lost')])).rejects.toMatchObject({ code: 'BROKER_UNAVAILABLE' });
  },

  'names each message of a publish without an open connection as not sent': async (lab) => {
    const broker = lab.unreachable();
    await broker.connect().catch(() => undefined);
    const messages = lab.texts(3).map((text) => lab.message(text));
    expect(await broker.publish(messages).catch(knownEnds)).toEqual({ accepted: [], notSent: [0, 1, 2] });
    const closed = await lab.open();
    await closed.close();
    expect(await closed.publish(messages).catch(knownEnds)).toEqual({ accepted: [], notSent: [0, 1, 2] });
  },

  'rejects publish and subscribe once it is closed': async (lab) => {
    const broker = await lab.open();
    await broker.close();
    await expect(broker.publish([lab.message('late')])).rejects.toMatchObject({ code: 'BROKER_CLOSED' });
    const subscription = { topic: lab.topic, group: lab.group, maxInFlight: 1 };
    await expect(broker.subscribe(subscription, async () => {})).rejects.toMatchObject({
      code: 'BROKER_CLOSED',
    });
  },

  'stops delivering to who unsubscribes, waits for running consumers, and keeps the group’s place': async (
    lab,
  ) => {
    const broker = await lab.open();
    const gate = new Gate();
    const first = await lab.record(() => gate.opened, { broker });
    await lab.publish(['before']);
    await first.gets('before');
    let ended = false;
    const ending = broker.unsubscribe({ topic: lab.topic, group: lab.group }).then(() => (ended = true));
    await broker.publish([lab.message('elsewhere', { topic: `${lab.topic}-other` })]);
    expect(ended).toBe(false);
    gate.open();
    await ending;
    await lab.publish(['after']);
    const second = await lab.record(undefined, { broker: await lab.open() });
    await second.gets('after');
    expect([first.texts, second.texts]).toEqual([['before'], ['after']]);
    await broker.unsubscribe({ topic: lab.topic, group: 'nobody' });
  },

  'lets a group be deleted that has unsubscribed': async (lab) => {
    const broker = await lab.open();
    const name = { topic: lab.topic, group: lab.group };
    await broker.subscribe({ ...name, maxInFlight: 1 }, async () => {});
    await broker.unsubscribe(name);
    await broker.admin.deleteSubscription(name);
    expect(await broker.admin.listSubscriptions()).not.toContainEqual(name);
  },

  'lets a group be deleted that was closed while it subscribed, at whatever moment': async (lab) => {
    const names = lab.texts(momentsOfClose).map((text) => ({ topic: lab.topic, group: `group-${text}` }));
    await Promise.all(
      names.map(async (name, at) => {
        const broker = await lab.open();
        await broker.admin.createSubscription(name);
        const subscribed = broker.subscribe({ ...name, maxInFlight: 1 }, async () => {}).catch(() => {});
        await sleep(at * betweenMomentsMs);
        await broker.close();
        await subscribed;
      }),
    );
    for (const name of names) {
      await until(`${name.group} to be deleted`, () =>
        lab.broker.admin.deleteSubscription(name).then(
          () => true,
          () => false,
        ),
      );
    }
  },

  'waits on close for running consumers, which may still publish': async (lab) => {
    const broker = await lab.open();
    const gate = new Gate();
    const working = await lab.record(
      async () => {
        await gate.opened;
        await broker.publish([lab.message('answer', { topic: `${lab.topic}-answers` })]);
      },
      { broker },
    );
    const answers: string[] = [];
    await lab.broker.subscribe(
      { topic: `${lab.topic}-answers`, group: lab.group, maxInFlight: 1 },
      async () => {
        answers.push('answer');
      },
    );
    await lab.publish(['question']);
    await working.gets('question');
    const closed = broker.close().then(() => expect(working.running).toBe(0));
    gate.open();
    await closed;
    await until('the answer', () => answers.length > 0);
    const next = await lab.record(undefined, { broker: await lab.open() });
    await lab.settle(next);
    expect(next.texts).toEqual([]);
  },

  'may be closed again, also while it closes or before it ever connected': async (lab) => {
    const broker = await lab.open();
    await Promise.all([broker.close(), broker.close()]);
    await broker.close();
    const idle = await lab.make();
    await idle.close();
    expect(idle.status.state).toBe('closed');
  },
} satisfies Record<string, Case>;
