import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { DeliveryObserver, ObserverOf, Outcome } from '../transport/delivery.observer.js';
import { secondsBuckets } from './buckets.js';

const ofTopic = ['broker', 'topic'] as const;

/** What becomes of the messages that this process consumes. */
export function deliveryMetrics(registry: Registry): ObserverOf {
  const instruments = new DeliveryInstruments(registry);
  return (broker) => new DeliveryMetrics(instruments, broker);
}

class DeliveryInstruments {
  /** Counted here and told when somebody asks: a gauge would look its labels up twice for each message. */
  readonly inFlight: { readonly broker: string; readonly topic: string; messages: number }[] = [];
  readonly duration;
  readonly publishing;
  readonly retries;
  readonly deadLetters;

  constructor(registry: Registry) {
    const registers = [registry];
    const inFlight: Gauge<(typeof ofTopic)[number]> = new Gauge({
      name: 'seamline_messages_in_flight',
      help: 'Messages in work or waiting for a retry',
      labelNames: ofTopic,
      registers,
      collect: () => {
        for (const { messages, ...labels } of this.inFlight) inFlight.set(labels, messages);
      },
    });
    this.duration = new Histogram({
      name: 'seamline_message_duration_seconds',
      help: 'From the hand-over of a message until its work has ended: acknowledged, dead-letter or returned',
      labelNames: [...ofTopic, 'outcome'],
      buckets: secondsBuckets,
      registers,
    });
    this.publishing = new Histogram({
      name: 'seamline_publish_duration_seconds',
      help: 'From an answer or a dead letter until the broker has accepted it, by the topic of the message that it answers',
      labelNames: ofTopic,
      buckets: secondsBuckets,
      registers,
    });
    this.retries = new Counter({
      name: 'seamline_retries_total',
      help: 'Attempts that failed and were followed by another, by the code of the error',
      labelNames: [...ofTopic, 'code'],
      registers,
    });
    this.deadLetters = new Counter({
      name: 'seamline_dead_letters_total',
      help: 'Messages given up and published as dead letters, by the code of the reason',
      labelNames: [...ofTopic, 'code'],
      registers,
    });
  }
}

class DeliveryMetrics implements DeliveryObserver {
  private readonly inFlight = new Map<string, { messages: number }>();

  constructor(
    private readonly instruments: DeliveryInstruments,
    private readonly broker: string,
  ) {}

  begun(topic: string): void {
    const known = this.inFlight.get(topic) ?? this.count(topic);
    known.messages += 1;
  }

  ended(topic: string, outcome: Outcome, ms: number): void {
    const { broker, instruments } = this;
    const known = this.inFlight.get(topic) ?? this.count(topic);
    known.messages -= 1;
    instruments.duration.observe({ broker, topic, outcome }, ms / 1000);
  }

  retried(topic: string, code: string): void {
    this.instruments.retries.inc({ broker: this.broker, topic, code });
  }

  deadLettered(topic: string, code: string): void {
    this.instruments.deadLetters.inc({ broker: this.broker, topic, code });
  }

  published(topic: string, ms: number): void {
    this.instruments.publishing.observe({ broker: this.broker, topic }, ms / 1000);
  }

  private count(topic: string): { messages: number } {
    const { broker } = this;
    const counted = { broker, topic, messages: 0 };
    this.instruments.inFlight.push(counted);
    this.inFlight.set(topic, counted);
    return counted;
  }
}
