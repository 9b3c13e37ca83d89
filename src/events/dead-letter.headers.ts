import { z } from 'zod';
import {
  errorCodeHeader,
  errorReasonHeader,
  headersLeftOutHeader,
  letterGroupHeader,
  ownHeadersHeader,
  replayHeader,
  springHeader,
  valueHashHeader,
  valueSizeHeader,
} from '../transport/delivery/message-headers.js';
import { requestIdHeader } from './dead-letter.names.js';
import { imageIdHeader, imageSourceHeader } from './image-name.js';

const text = z.string();
const digits = z.string().regex(/^\d+$/);

/** An integer in the broker's form. */
const integer = (bytes: 4 | 8) =>
  z
    .union([z.int(), z.string().regex(/^-?\d+$/)])
    .meta({ description: `On Kafka ${bytes} bytes, big-endian; elsewhere decimal text` });

const about = (description: string, schema = text) => schema.optional().meta({ description });

/** The headers that a dead letter adds to its message's own, which stay unchanged. */
export const deadLetterHeaders = z.object({
  [errorCodeHeader]: text.meta({ description: 'Why, for programs: BAD_MESSAGE, MODEL_FAILED, …' }),
  [errorReasonHeader]: text.meta({ description: 'Why, for people' }),
  [letterGroupHeader]: about('The consumer group in which it failed'),
  [imageIdHeader]: about("The image's name, where its own headers do not name it"),
  [imageSourceHeader]: about("The image's source, where its own headers do not name it"),
  [requestIdHeader]: about('The request, where its own headers do not name it'),
  [valueHashHeader]: about('SHA-256 of a value that could not be kept'),
  [valueSizeHeader]: about('Bytes of a value that could not be kept', digits),
  [headersLeftOutHeader]: about('How many headers of its own could not be kept', digits),
  [ownHeadersHeader]: about('Headers named like the ones below that were its own'),
  [replayHeader]: about('The number of the replay that failed: 1, 2, …; absent before the first', digits),
  [springHeader.topic]: about('Where it lay'),
  [springHeader.partition]: integer(4).optional(),
  [springHeader.offset]: integer(8).optional(),
  [springHeader.timestamp]: integer(8).optional(),
  [springHeader.timestampType]: about('Always CreateTime'),
  [springHeader.group]: about('The consumer group in which it failed'),
  [springHeader.attempt]: integer(4).optional(),
  [springHeader.error]: about('The class of the error'),
  [springHeader.cause]: about('The class of its cause'),
  [springHeader.message]: about('The same reason'),
  [springHeader.stack]: about('Where in the program, cut to 1,000 bytes'),
});
