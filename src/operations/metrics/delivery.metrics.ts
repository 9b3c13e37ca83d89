import { Counter, Gauge, type Registry } from 'prom-client';
import type { AppError } from '../../foundation/errors/app.error.js';
import type { DeliveryHooks, Outcome } from '../../transport/delivery/delivery.hooks.js';
import { secondsBuckets } from './buckets.js';
import { Histogram } from './histogram.js';

const ofTopic = ['broker', 'topic'] as const;

/** Counts and times the messages that this process consumes. */
export function deliveryMetrics(registry: Registry): (broker: string) => DeliveryHooks {
  const instruments = new DeliveryInstruments(registry);
  return (broker) => new DeliveryMetrics(instruments, broker);
}

type TopicLabels = Readonly<Record<(typeof ofTopic)[number], string>>;
type Observed = ReturnType<Histogram['of']>;

/** The metrics of one topic's messages; looked up once per topic. */
interface TopicSeries extends Readonly<Record<Outcome, Observed>> {
  readonly of: TopicLabels;
  inFlight: number;
  readonly published: Observed;
}

class DeliveryInstruments {
  private readonly topics: TopicSeries[] = [];
  private readonly duration;
  private readonly publishing;
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
        for (const { of, inFlight: messages } of this.topics) inFlight.set(of, messages);
      },
    });
    this.duration = new Histogram({
      name: 'seamline_message_duration_seconds',
      help: 'From the hand-over of a message until its work has ended: acknowledged, dead-letter or returned',
      buckets: secondsBuckets,
      registry,
    });
    this.publishing = new Histogram({
      name: 'seamline_publish_duration_seconds',
      help: 'From an answer or a dead letter until the broker has accepted it, by the topic of the message that it answers',
      buckets: secondsBuckets,
      registry,
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

  open(of: TopicLabels): TopicSeries {
    const ended = (outcome: Outcome) => this.duration.of({ ...of, outcome });
    const topic = {
      of,
      inFlight: 0,
      published: this.publishing.of(of),
      acknowledged: ended('acknowledged'),
      'dead-letter': ended('dead-letter'),
      returned: ended('returned'),
    };
    this.topics.push(topic);
    return topic;
  }
}

class DeliveryMetrics implements DeliveryHooks {
  private readonly topics = new Map<string, TopicSeries>();

  constructor(
    private readonly instruments: DeliveryInstruments,
    private readonly broker: string,
  ) {}

  begun(topic: string): void {
    this.of(topic).inFlight += 1;
  }

  ended(topic: string, outcome: Outcome, ms: number): void {
    const series = this.of(topic);
    series.inFlight -= 1;
    series[outcome].observe(ms / 1000);
  }

  retried(topic: string, { code }: AppError): void {
    this.instruments.retries.inc({ broker: this.broker, topic, code });
  }

  deadLettered(topic: string, { code }: AppError): void {
    this.instruments.deadLetters.inc({ broker: this.broker, topic, code });
  }

  published(topic: string, ms: number): void {
    this.of(topic).published.observe(ms / 1000);
  }

  private of(topic: string): TopicSeries {
    const known = this.topics.get(topic) ?? this.instruments.open({ broker: this.broker, topic });
    this.topics.set(topic, known);
    return known;
  }
}
