import { readAttributes } from '../../events/cloud-event.js';
import { decodeDeadLetter } from '../../events/dead-letter.codec.js';
import { bareId } from '../../events/image.codec.js';
import type { ErrorCode } from '../../foundation/errors/app.error.js';
import { headerText, type ReceivedMessage } from '../../transport/broker.js';

const maxIdLength = 512;

/** The ids of the topics' events. A repeated event is one id: repeats are allowed everywhere. */
export class TopicContents {
  readonly images = new Set<string>();
  readonly predictions = new Set<string>();
  readonly letters = new Set<string>();
  /** Dead letters without an image: only their number can be compared. */
  readonly namelessLetters = new Set<string>();
  messages = 0;

  addImage(message: ReceivedMessage): void {
    this.messages += 1;
    if (message.undecodable === undefined) this.images.add(idOf(message));
  }

  addPrediction(message: ReceivedMessage): void {
    this.messages += 1;
    if (message.undecodable === undefined) this.predictions.add(idOf(message));
  }

  addLetter(message: ReceivedMessage): void {
    this.messages += 1;
    const { imageId, code } = decodeDeadLetter(message, undefined);
    if (imageId === undefined || code === ('UNDECODABLE_BATCH' satisfies ErrorCode))
      this.namelessLetters.add(message.id);
    else this.letters.add(imageId);
  }
}

/** The service's id of the event, also where the rest of the event is broken. */
function idOf(message: ReceivedMessage): string {
  const header = headerText(message, 'ce_id') ?? headerText(message, 'ce-id');
  return (header || structuredId(message) || bareId(message)).slice(0, maxIdLength);
}

function structuredId(message: ReceivedMessage): string | undefined {
  try {
    return readAttributes(message).get('id');
  } catch {
    return undefined;
  }
}
