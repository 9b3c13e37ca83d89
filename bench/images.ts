import { encodeImage } from '../src/events/image.codec.js';
import { beginTrace } from '../src/events/trace-context.js';
import type { Envelope } from '../src/transport/delivery/codec.js';
import type { BrokerName } from '../src/transport/drivers/index.js';

/** The image events that every contestant is given, as the API publishes them; their ids are `<request>/<number>`. */
export function imageMessages(
  images: readonly Uint8Array[],
  count: number,
  broker: BrokerName,
  requestId = 'bench',
): Envelope[] {
  const trace = beginTrace(undefined);
  return Array.from({ length: count }, (_, at) => {
    const bytes = images[at % images.length] as Uint8Array;
    const body = { kind: 'pixels', width: 28, height: 28, channels: 1, bytes } as const;
    const id = `${requestId}/${at}`;
    return encodeImage({ id, requestId, imageIndex: at, trueLabel: 'Bag', trace, body }, broker);
  });
}
