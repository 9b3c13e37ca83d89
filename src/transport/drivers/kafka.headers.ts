import type { IHeaders } from 'kafkajs';
import type { BrokerMessage, HeaderValue, ReceivedMessage } from '../broker.js';

/** Headers as Kafka carries them: numbers big-endian, 4 bytes for a `number` and 8 for a `bigint`. */
export function encodeHeaders(headers: BrokerMessage['headers']): IHeaders {
  const encoded: IHeaders = {};
  // Defined, not assigned: a header may be called `__proto__`.
  for (const name of Object.keys(headers)) set(encoded, name, encode(headers[name] as HeaderValue));
  return encoded;
}

/** Headers as they came: bytes, in a list where a header was repeated. Kafka's null value reads as no bytes. */
export function decodeHeaders(headers: IHeaders | undefined): ReceivedMessage['headers'] {
  if (!headers) return {};
  for (const name of Object.keys(headers)) if (headers[name] == null) set(headers, name, '');
  return headers as ReceivedMessage['headers'];
}

function set(headers: IHeaders, name: string, value: IHeaders[string]): void {
  if (name !== '__proto__') headers[name] = value;
  else Object.defineProperty(headers, name, { value, enumerable: true, configurable: true, writable: true });
}

/** The same bytes as a Buffer, which is what kafkajs takes, without a copy. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
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
