import { InvalidError } from '../foundation/errors/app.error.js';
import { headerText, type ReceivedMessage } from '../transport/broker.js';
import type { Codec, Envelope } from '../transport/delivery/codec.js';
import { isDeadLetterTopic, isUndecodable, sourceTopic } from '../transport/delivery/dead-letter.js';
import { quoted } from '../foundation/errors/quoted.js';
import { decodeDeadLetter } from './dead-letter.codec.js';
import type { DeadLetter } from './dead-letter.event.js';
import { namesOf } from './dead-letter.names.js';
import { eventKindOf, readPatterns } from './event-kinds.js';
import type { Reading } from './image.codec.js';
import type { Naming } from './image-name.js';
import { unlimited } from './image-limits.js';

/** Decodes and encodes the events of each pattern, as CloudEvents. */
export class EventCodec implements Codec {
  private readonly reading: Reading;

  /** @param reading Default: no limits, and a message without a name is named by its place. */
  constructor(
    private readonly broker: string,
    reading: Partial<Omit<Reading, 'broker'>> = {},
  ) {
    this.reading = { limits: unlimited, keysAreUnique: false, ...reading, broker };
  }

  decode(message: ReceivedMessage, pattern: string): unknown {
    // On another topic such a message would be stored as dead, without a dead letter for a replay.
    if (isDeadLetterTopic(pattern) && isDeadLetterTopic(message.topic)) {
      return decodeLetter(message, pattern, this.reading);
    }
    const kind = eventKindOf(pattern);
    if (!kind?.decode) throw unknownPattern(pattern);
    return kind.decode(message, this.reading);
  }

  encode(value: unknown, pattern: string): Envelope {
    const kind = eventKindOf(pattern);
    if (!kind?.encode) throw unknownPattern(pattern);
    return kind.encode(value as never, this.broker);
  }

  partitionKey(message: ReceivedMessage): string | undefined {
    return (
      headerText(message, 'ce_partitionkey') ?? headerText(message, 'ce-partitionkey') ?? message.partitionKey
    );
  }

  names(message: ReceivedMessage, pattern: string): Readonly<Record<string, string>> {
    return namesOf(message, kindOfLetter(pattern) ?? {}, this.reading);
  }
}

const kindOfLetter = (pattern: string) => eventKindOf(sourceTopic(pattern) ?? '');

const noImage = { imageId: undefined, imageSource: undefined, imageEventId: undefined };

/** A dead letter, without the names that its kind does not end. */
function decodeLetter(message: ReceivedMessage, pattern: string, naming: Naming): DeadLetter {
  const kind = kindOfLetter(pattern);
  const letter = decodeDeadLetter(message, kind, naming);
  // A batch without a readable message names none.
  const ends = isUndecodable(letter.code) ? 'nothing' : (kind?.letterEnds ?? 'request');
  if (ends === 'image') return letter;
  return { ...letter, ...noImage, ...(ends === 'nothing' && { requestId: undefined }) };
}

const unknownPattern = (pattern: string) =>
  new InvalidError(
    'UNKNOWN_PATTERN',
    `no event travels under ${quoted(pattern)} here; known: ${readPatterns.join(', ')} and their -dlt`,
  );
