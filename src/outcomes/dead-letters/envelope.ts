import type { ReceivedMessage } from '../../transport/broker.js';

/** All of a message but its value: what goes into one text column, and comes back byte for byte. */
export type MessageEnvelope = Pick<ReceivedMessage, 'key' | 'partitionKey' | 'headers'>;

/** Bytes within JSON; everything else there is text. */
interface StoredBytes {
  readonly base64: string;
}
type StoredText = string | StoredBytes;
/** Headers in a list, for the order, and because any text may be the name of one. */
type StoredEnvelope = readonly [
  key: StoredText | null,
  partitionKey: string | null,
  headers: readonly (readonly [name: string, value: StoredText | readonly StoredText[]])[],
];

export function encodeEnvelope({ key, partitionKey, headers }: MessageEnvelope): string {
  const stored: StoredEnvelope = [
    key === undefined ? null : toStored(key),
    partitionKey ?? null,
    Object.entries(headers).map(([name, value]) => [
      name,
      isMany(value) ? value.map(toStored) : toStored(value),
    ]),
  ];
  return JSON.stringify(stored);
}

export function decodeEnvelope(text: string): MessageEnvelope {
  const [key, partitionKey, headers] = JSON.parse(text) as StoredEnvelope;
  return {
    key: key === null ? undefined : fromStored(key),
    partitionKey: partitionKey ?? undefined,
    headers: Object.fromEntries(
      headers.map(([name, value]) => [name, isMany(value) ? value.map(fromStored) : fromStored(value)]),
    ),
  };
}

function isMany<One>(value: One | readonly One[]): value is readonly One[] {
  return Array.isArray(value);
}

function toStored(value: string | Uint8Array): StoredText {
  return typeof value === 'string' ? value : { base64: Buffer.from(value).toString('base64') };
}

function fromStored(value: StoredText): string | Uint8Array {
  return typeof value === 'string' ? value : Buffer.from(value.base64, 'base64');
}
