import { createRequire } from 'node:module';
import { errorText, UnavailableError } from '../../../../foundation/errors/app.error.js';
import { codecs, compress, inflate } from './compression.js';
import { type FetchedRecord, placeholder, standIn } from './fetched-record.js';

const require = createRequire(import.meta.url);
const Decoder = require('kafkajs/src/protocol/decoder.js') as new (bytes: Buffer) => object;
const decodeMessageSet = require('kafkajs/src/protocol/messageSet/decoder.js') as (
  decoder: object,
  size: number,
) => Promise<LegacyMessage[]>;

interface LegacyMessage {
  readonly magicByte: number;
  readonly attributes: number;
  readonly timestamp?: { toString(): string };
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
}

const context = placeholder(0n).batchContext;

const { Codecs: kafkajsCodecs } = require('kafkajs/src/protocol/message/compression/index.js') as {
  readonly Codecs: Record<number, () => object>;
};

for (const [number, codec] of codecs.entries()) {
  if (codec === 'none') continue;
  kafkajsCodecs[number] = () => ({
    compress: ({ buffer }: { readonly buffer: Buffer }) => compress(codec, buffer),
    decompress: (bytes: Buffer) => inflate(codec, bytes),
  });
}

/** Reads a message of the formats 0 and 1, which may contain others, compressed; its offset is that of the last. */
export async function decodeLegacyMessage(
  message: Buffer,
  offset: bigint,
): Promise<readonly FetchedRecord[]> {
  try {
    const messages = await decodeMessageSet(new Decoder(message), message.length);
    if (messages.length === 0) throw new RangeError('it contains no whole message');
    return messages.map(({ timestamp = -1, ...rest }) => ({
      ...rest,
      timestamp: String(timestamp),
      headers: {},
      isControlRecord: false,
      batchContext: context,
    }));
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    return [standIn({ bytes: message, first: offset, last: offset, reason: errorText(error) })];
  }
}
