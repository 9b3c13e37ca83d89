import { encodeImage } from '../src/events/image.codec.js';
import type { ImageBody } from '../src/events/image.event.js';
import { beginTrace } from '../src/events/trace-context.js';
import type { Envelope } from '../src/transport/delivery/codec.js';
import type { BrokerName } from '../src/transport/drivers/index.js';

/** As many image events of 28 × 28 pixels as every contestant is given. */
export const imageMessages = (
  images: readonly Uint8Array[],
  count: number,
  broker: BrokerName,
  requestId = 'bench',
): Envelope[] =>
  messagesOf(
    images.map((bytes) => ({ kind: 'pixels', width: 28, height: 28, channels: 1, bytes })),
    count,
    broker,
    requestId,
  );

/** Image events as the API publishes them, with these bodies in turns; their ids are `<request>/<number>`. */
export function messagesOf(
  bodies: readonly ImageBody[],
  count: number,
  broker: BrokerName,
  requestId = 'bench',
): Envelope[] {
  const trace = beginTrace(undefined);
  return Array.from({ length: count }, (_, at) => {
    const body = bodies[at % bodies.length] as ImageBody;
    const id = `${requestId}/${at}`;
    return encodeImage({ id, requestId, imageIndex: at, trueLabel: 'Bag', trace, body }, broker);
  });
}
