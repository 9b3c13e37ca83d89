import type { IHeaders } from 'kafkajs';
import { asBuffer, type BrokerMessage, type HeaderValue } from '../../broker.js';
import { setHeader } from '../../delivery/set-header.js';

/** Headers as Kafka carries them: numbers big-endian, 4 bytes for a `number` and 8 for a `bigint`. */
export function encodeHeaders(headers: BrokerMessage['headers']): IHeaders {
  if (isText(headers)) return headers;
  const encoded: IHeaders = {};
  for (const name of Object.keys(headers)) setHeader(encoded, name, encode(headers[name] as HeaderValue));
  return encoded;
}

function isText(headers: BrokerMessage['headers']): headers is Record<string, string> {
  for (const name of Object.keys(headers)) if (typeof headers[name] !== 'string') return false;
  return true;
}

function encode(value: HeaderValue): Buffer | string | (Buffer | string)[] {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return bytes;
  }
  if (typeof value === 'bigint') {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64BE(value);
    return bytes;
  }
  if (value instanceof Uint8Array) return asBuffer(value);
  return value.map((one) => (typeof one === 'string' ? one : asBuffer(one)));
}
