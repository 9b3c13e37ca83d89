import { randomUUID } from 'node:crypto';
import type { Broker, BrokerMessage, DriverOptions } from '../../../src/transport/broker.js';
import { patientDriverOptions } from '../../support/driver-options.js';
import type { Random } from '../../support/random.js';
import { Recorder } from './recorder.js';

export type MakeBroker = (overrides?: Partial<DriverOptions>) => Broker | Promise<Broker>;

/** One promise of the contract, kept or broken. */
export type Case = (lab: Lab) => Promise<void>;

export const defaultOptions: DriverOptions = patientDriverOptions;

export interface LabParts {
  readonly make: MakeBroker;
  /** Connected, and used by every case that needs no broker of its own. */
  readonly shared: Broker;
  /** Aimed at an address where nobody listens. */
  readonly unreachable: () => Broker;
  readonly random: Random;
}

/** What one case works with: names of its own, and brokers that are closed when it ends. */
export class Lab {
  readonly topic = `case-${randomUUID().slice(0, 8)}`;
  readonly group = 'group';
  private readonly opened: Broker[] = [];

  constructor(private readonly parts: LabParts) {}

  get broker(): Broker {
    return this.parts.shared;
  }

  get random(): Random {
    return this.parts.random;
  }

  /** A new instance, not yet connected. */
  async make(overrides?: Partial<DriverOptions>): Promise<Broker> {
    const broker = await this.parts.make(overrides);
    this.opened.push(broker);
    return broker;
  }

  /** A new, connected instance: what a process that starts again has. */
  async open(overrides?: Partial<DriverOptions>): Promise<Broker> {
    const broker = await this.make(overrides);
    await broker.connect();
    return broker;
  }

  unreachable(): Broker {
    const broker = this.parts.unreachable();
    this.opened.push(broker);
    return broker;
  }

  message(text: string, more: Partial<BrokerMessage> = {}): BrokerMessage {
    return { topic: this.topic, value: Buffer.from(text), headers: { kind: 'test' }, ...more };
  }

  /** `count` different texts that cannot be met by chance. */
  texts(count: number): string[] {
    return Array.from({ length: count }, (_, index) => `${index}-${this.random.below(2 ** 30)}`);
  }

  async publish(texts: readonly string[], more: Partial<BrokerMessage> = {}): Promise<void> {
    await this.broker.publish(texts.map((text) => this.message(text, more)));
  }

  /** Subscribes the case's topic with a recorder; on the shared broker and the case's group unless told otherwise. */
  async record(
    work?: ConstructorParameters<typeof Recorder>[0],
    { broker = this.broker, group = this.group, maxInFlight = 16 } = {},
  ): Promise<Recorder> {
    const recorder = new Recorder(work);
    await broker.subscribe({ topic: this.topic, group, maxInFlight }, recorder.consume);
    return recorder;
  }

  /**
   * Publishes one more message and waits for it: what the broker had to say before that, it has said by then. The
   * stand-in for waiting a while to see that nothing comes.
   */
  async settle(recorder: Recorder): Promise<void> {
    const [last = 'last'] = this.texts(1);
    await this.publish([last]);
    await recorder.gets(last);
    recorder.received.splice(recorder.texts.indexOf(last), 1);
  }

  async end(): Promise<void> {
    await Promise.all(this.opened.map((broker) => broker.close()));
  }
}
