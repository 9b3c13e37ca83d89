import { loadSync } from '@grpc/proto-loader';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { mostFields, refuseCostlyFields } from './grpc-fields.js';
import { type Message, messages } from './grpc-fields.schema.js';

const path = '/inference.GRPCInferenceService/ModelInfer';
const proto = fileURLToPath(new URL('./open-inference.proto', import.meta.url));
const definition = loadSync(proto, { keepCase: true, longs: Number, defaults: true, oneofs: true });
const { ModelInfer } = definition['inference.GRPCInferenceService'] as unknown as {
  readonly ModelInfer: {
    requestSerialize(message: object): Buffer;
    requestDeserialize(bytes: Buffer): object;
  };
};
const refuse = (bytes: Buffer) => () => refuseCostlyFields(path, bytes);
const repeated = (hex: string, count: number) => Buffer.from(hex.repeat(count), 'hex');
/** A field with a length. */
const within = (number: number, bytes: Buffer) => {
  const length: number[] = [];
  let rest = bytes.length;
  for (; rest > 127; rest = Math.floor(rest / 128)) length.push((rest % 128) + 128);
  return Buffer.concat([Buffer.from([number * 8 + 2, ...length, rest]), bytes]);
};

describe('a gRPC message', () => {
  it.each<[string, (empties: number) => Buffer]>([
    ['inputs', (count) => repeated('2a00', count)],
    ['outputs', (count) => repeated('3200', count)],
    ['raw contents', (count) => repeated('3a00', count)],
    ['parameters', (count) => repeated('22021200', count / 2)],
    ['fields that nobody knows', (count) => repeated('7a00', count)],
    ["an input's contents", (count) => within(5, repeated('2a00', count - 1))],
    ["an input's values in bytes", (count) => within(5, within(5, repeated('4200', count - 2)))],
    ["an input's numbers, not packed", (count) => within(5, within(5, repeated('2000', count - 2)))],
    ["an input's dimensions", (count) => within(5, within(3, repeated('01', count - 2)))],
    ["an input's numbers of 64 bits", (count) => within(5, within(5, within(3, repeated('01', count - 3))))],
  ])('may have 10,000 fields, and no more, of %s', (_, message) => {
    expect(refuse(message(mostFields))).not.toThrow();
    expect(refuse(message(mostFields + 2))).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining('than 10000 fields') }),
    );
  });

  it('is taken with 4,096 rows of bytes, or with millions of packed numbers', () => {
    const request = {
      model_name: 'fashion-mnist',
      parameters: { a: { bool_param: true }, b: { int64_param: -1 }, c: { double_param: 0.5 } },
      outputs: [{ name: 'label', parameters: { classification: { int64_param: 3 } } }],
    };
    const input = { name: 'image', datatype: 'UINT8', shape: [4_096, 28, 28, 1] };
    const rows = Array.from({ length: 4_096 }, () => Buffer.alloc(10));
    for (const contents of [
      { bytes_contents: rows },
      { uint_contents: Array<number>(2_000_000).fill(200) },
      { int_contents: [-1, 1], fp32_contents: [0.5], fp64_contents: [0.5], bool_contents: [true] },
    ]) {
      const bytes = ModelInfer.requestSerialize({ ...request, inputs: [{ ...input, contents }] });
      expect(refuse(bytes)).not.toThrow();
    }
  });

  it.each([
    ['an input by its wire type', '2d0000000000000000'],
    ['an input as a group', '2b2c'],
    ['an unknown group', '7b7c'],
    ['a number as bytes', '220612040a020801'],
    ['an overlong tag', 'aa808080808000'],
    ['an overlong length', '2a808080808000'],
    ['an overlong number', '2a0a2a082080808080808000'],
  ])('hides no fields from the count: %s', (_, hex) => {
    expect(refuse(Buffer.from(hex, 'hex'))).toThrow(/wire type|too long/);
  });

  it.each(['2a', '2a05', '2a0308', '7d00', '2aff', '8a8080'])(
    'is refused where bytes are missing: %s',
    (hex) => {
      expect(refuse(Buffer.from(hex, 'hex'))).toThrow(/missing/);
    },
  );

  it('is refused with a reason when a parameter has no value', () => {
    expect(refuse(Buffer.from('22030a0161', 'hex'))).toThrow('a parameter has no value');
  });
});

interface Described {
  readonly name: string;
  readonly nestedType: readonly Described[];
  readonly field: readonly {
    readonly number: number;
    readonly type: string;
    readonly label: string;
    readonly typeName: string;
  }[];
  readonly options: { readonly mapEntry?: boolean } | null;
}

describe('the schema of what is counted', () => {
  const types = Object.entries(definition).flatMap(([name, { type }]) =>
    type ? [[name.replace(/^inference\./, ''), type as unknown as Described] as const] : [],
  );
  const described = (name: string, from?: Described): Described =>
    (from?.nestedType.find((nested) => nested.name === name) ??
      types.find(([known]) => known.split('.').at(-1) === name)?.[1]) as Described;
  const wires: Readonly<Record<string, number>> = {
    TYPE_FLOAT: 5,
    TYPE_DOUBLE: 1,
    TYPE_STRING: 2,
    TYPE_BYTES: 2,
    TYPE_MESSAGE: 2,
  };

  function expectSame(message: Message, type: Described): void {
    expect(Object.keys(message.fields).map(Number), type.name).toEqual(
      type.field.map(({ number }) => number).toSorted((one, other) => one - other),
    );
    for (const { number, type: kind, label, typeName } of type.field) {
      const field = message.fields[number]!;
      const wire = wires[kind] ?? 0;
      expect([field.wire, field.long ?? false], `${type.name} ${number}`).toEqual([
        wire,
        kind.endsWith('64'),
      ]);
      if (wire !== 2) expect(field.repeated ?? false, type.name).toBe(label === 'LABEL_REPEATED');
      expect(field.message !== undefined, `${type.name} ${number}`).toBe(kind === 'TYPE_MESSAGE');
      if (field.message) expectSame(field.message, described(typeName.split('.').at(-1)!, type));
    }
  }

  it.each(Object.keys(messages))('is that of the protocol: %s', (name) => {
    expectSame(messages[name]!, described(`${name}Request`));
  });
});
