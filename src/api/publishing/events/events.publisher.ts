import { Inject, Injectable } from '@nestjs/common';
import { forwardEvent } from '../../../events/forwarded-event.js';
import { decodeImages } from '../../../events/image.codec.js';
import { imageName } from '../../../events/image-name.js';
import { BROKERS, type Brokers } from '../../../events/transport.module.js';
import type { Config } from '../../../foundation/config/config.js';
import { CONFIG } from '../../../foundation/config/config.module.js';
import { type AppError, InvalidError, toAppError } from '../../../foundation/errors/app.error.js';
import type { Broker, BrokerMessage } from '../../../transport/broker.js';
import { knownEnds } from '../../../transport/publish-failure.js';
import { chooseBroker, reach } from '../broker-choice.js';
import { UploadRoom } from '../upload.room.js';
import type { SentEvent } from './sent-events.js';

/** An event that the broker may have. */
interface ForwardedEvent {
  readonly source: string;
  readonly id: string;
  readonly imageId: string;
  readonly message: BrokerMessage;
}

/** What became of an event; without a failure the broker has confirmed it. */
export interface EventEnd {
  readonly event?: ForwardedEvent;
  readonly failure?: AppError;
  /** The broker surely has it, surely has not, or may have it. */
  readonly state: 'accepted' | 'notSent' | 'unknown';
}

/** Publishes events of other programs to the topic of images, as these programs would on the broker itself. */
@Injectable()
export class EventsPublisher {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'transport' | 'model'>,
    @Inject(BROKERS) private readonly brokers: Brokers,
    private readonly room: UploadRoom,
  ) {}

  /**
   * Resolves with what became of each event, in their order.
   *
   * @param name of the broker. Default: the first of `BROKERS`.
   * @throws InvalidError for a wrong broker; UnavailableError `TOO_MANY_PUSHES`. Nothing was sent.
   */
  async publish(
    events: readonly SentEvent[],
    name: string | undefined,
  ): Promise<{ readonly broker: string; readonly ends: readonly EventEnd[] }> {
    const broker = chooseBroker(this.brokers, name);
    const read = events.map((event) => this.read(event, broker.name));
    const valid = read.flatMap(({ event }) => event ?? []);
    if (valid.length === 0) return { broker: broker.name, ends: read };
    const free = this.room.hold(valid.reduce((sum, { message }) => sum + (message.value?.length ?? 0), 0));
    try {
      const sent = await send(broker, valid);
      const next = sent.values();
      return {
        broker: broker.name,
        ends: read.map((end) => (end.event ? (next.next().value as EventEnd) : end)),
      };
    } finally {
      free();
    }
  }

  /** The event as the classifier will find it, so that a mistake is answered here and makes no dead letter. */
  private read(sent: SentEvent, broker: string): EventEnd {
    try {
      const attributes = sent.attributes();
      const envelope = forwardEvent(attributes, sent.message, broker);
      const topic = this.config.transport.topics.images;
      const received = { ...sent.message, headers: envelope.headers as never, value: envelope.value };
      const reading = { limits: this.config.model, keysAreUnique: false, broker };
      decodeImages(received, reading);
      const [source, id] = [attributes.get('source') ?? '', attributes.get('id') ?? ''];
      return {
        event: { source, id, imageId: imageName({ source, id }), message: { topic, ...envelope } },
        state: 'accepted',
      };
    } catch (error) {
      return { failure: toAppError(error), state: 'notSent' };
    }
  }
}

async function send(broker: Broker, events: readonly ForwardedEvent[]): Promise<readonly EventEnd[]> {
  const away = await reach(broker).catch(toAppError);
  if (away) return events.map((event) => ({ event, failure: away, state: 'notSent' }));
  try {
    await broker.publish(events.map(({ message }) => message));
    return events.map((event) => ({ event, state: 'accepted' }));
  } catch (error) {
    // The broker may refuse one event, such as a too large one, and take the others.
    const isRefused = error instanceof InvalidError && events.length > 1;
    if (isRefused) return (await Promise.all(events.map((event) => send(broker, [event])))).flat();
    const { accepted, notSent } = knownEnds(error);
    const failure = toAppError(error);
    return events.map((event, place) => {
      if (accepted.includes(place)) return { event, state: 'accepted' };
      const isKnown = notSent.includes(place) || failure.kind === 'invalid';
      return { event, failure, state: isKnown ? 'notSent' : 'unknown' };
    });
  }
}
