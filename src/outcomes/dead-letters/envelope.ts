import type { ReceivedMessage } from '../../transport/broker.js';

/** A message without its value, as one text column that restores it byte for byte. */
export type MessageEnvelope = Pick<ReceivedMessage, 'key' | 'partitionKey' | 'headers'>;

/** Bytes within JSON; all other values there are text. */
interface StoredBytes {
  readonly base64: string;
}
type StoredText = string | StoredBytes;
/** Headers as a list: it keeps the order, and any text may be a header's name. */
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
