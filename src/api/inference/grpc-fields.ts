import { InvalidError } from '../../foundation/errors/app.error.js';
import { type Field, type Message, messages } from './grpc-fields.schema.js';

/** Fields of one message: as many as JSON may have of objects and names. */
export const mostFields = 10_000;

/**
 * Refuses a request that takes much more time and memory to decode than its bytes would. It passes once over the
 * bytes, and builds nothing. Methods without nested messages are bounded by their bytes.
 *
 * protobufjs reads a known field by its type, whatever wire type it has, and steps over some bytes of overlong
 * numbers unseen. So both are refused here, else a request could show the decoder more fields than were counted.
 *
 * @param path of the method, as in `/inference.GRPCInferenceService/ModelInfer`.
 * @throws InvalidError `BAD_REQUEST` for more than 10,000 fields, and for bytes that are no such message.
 */
export function refuseCostlyFields(path: string, bytes: Uint8Array): void {
  const message = messages[path.slice(path.lastIndexOf('/') + 1)];
  if (message) new FieldCount(bytes).pass(message, bytes.length);
}

class FieldCount {
  private at = 0;
  private fields = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** Depths are bounded by the schema, which has no message within itself. */
  pass(message: Message, end: number): void {
    let hasValue = false;
    while (this.at < end) {
      this.count();
      const tag = this.number(end);
      const field = message.fields[tag >>> 3];
      if ((tag & 7) === 2) this.passBytes(field, tag, end);
      else this.passNumber(field, tag, end);
      hasValue ||= tag >>> 3 === message.value;
    }
    if (message.value && !hasValue) throw refused('a parameter has no value');
  }

  private count(): void {
    this.fields += 1;
    if (this.fields <= mostFields) return;
    throw refused(`it has more than ${mostFields} fields: send values as raw_input_contents, or packed`);
  }

  private passBytes(field: Field | undefined, tag: number, end: number): void {
    const length = this.number(end);
    if (length > end - this.at)
      throw refused(`field ${tag >>> 3} has ${length} bytes, of which some are missing`);
    const stop = this.at + length;
    if (field?.message) this.pass(field.message, stop);
    else if (field && field.wire !== 2 && !field.repeated) throw wrongWire(tag, field);
    else if (field?.long) this.countLong(stop);
    this.at = stop;
  }

  /** The decoder makes an object of each. */
  private countLong(stop: number): void {
    for (; this.at < stop; this.at += 1) if ((this.bytes[this.at] as number) < 128) this.count();
  }

  private passNumber(field: Field | undefined, tag: number, end: number): void {
    const wire = tag & 7;
    if (field && field.wire !== wire) throw wrongWire(tag, field);
    if (wire === 0) this.passVarint(field, end);
    else if (wire === 1) this.at += 8;
    else if (wire === 5) this.at += 4;
    else throw refused(`field ${tag >>> 3} has the wire type ${wire}: must be 0, 1, 2 or 5`);
    if (this.at > end) throw refused('bytes are missing at its end');
  }

  private passVarint(field: Field | undefined, end: number): void {
    const begin = this.at;
    while (this.at < end && (this.bytes[this.at] as number) >= 128) this.at += 1;
    this.at += 1;
    const length = this.at - begin;
    // A negative int32 has 10.
    if (length > 10 || (field && !field.long && length > 5 && length < 10)) throw overlong(length);
  }

  /** A tag or a length. */
  private number(end: number): number {
    let value = 0;
    for (let length = 1; length <= 5; length += 1, this.at += 1) {
      if (this.at >= end) throw refused('bytes are missing at its end');
      const byte = this.bytes[this.at] as number;
      value = (value | ((byte & 127) << ((length - 1) * 7))) >>> 0;
      if (byte < 128) {
        this.at += 1;
        return value;
      }
    }
    throw overlong(6);
  }
}

const refused = (text: string) => new InvalidError('BAD_REQUEST', text);

const wrongWire = (tag: number, { wire }: Field) =>
  refused(`field ${tag >>> 3} has the wire type ${tag & 7}: must be ${wire}`);

const overlong = (length: number) => refused(`a number has ${length} bytes or more, which is too long`);
