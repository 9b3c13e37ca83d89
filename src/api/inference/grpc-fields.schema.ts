/** A field of `open-inference.proto`, as far as it takes to pass over its bytes. */
export interface Field {
  /** 0: a varint. 1: 8 bytes. 2: a length, and so many bytes. 5: 4 bytes. */
  readonly wire: 0 | 1 | 2 | 5;
  readonly message?: Message;
  /** An integer of 64 bits. */
  readonly long?: boolean;
  /** Numbers may be packed: wire type 2. */
  readonly repeated?: boolean;
}

export interface Message {
  readonly fields: Readonly<Record<number, Field>>;
  /** The value's number, in an entry of a map. */
  readonly value?: number;
}

const text: Field = { wire: 2 };
const int32: Field = { wire: 0 };
const int64: Field = { wire: 0, long: true };
const double: Field = { wire: 1 };
const several = (field: Field): Field => ({ ...field, repeated: true });
const of = (fields: Message['fields'], value?: number): Field => ({
  wire: 2,
  message: value === undefined ? { fields } : { fields, value },
});
const map = (value: Field) => of({ 1: text, 2: value }, 2);

const parameters = map(of({ 1: int32, 2: int64, 3: text, 4: double, 5: int64 }));

const contents = of({
  1: several(int32),
  2: several(int32),
  3: several(int64),
  4: several(int32),
  5: several(int64),
  6: several({ wire: 5 }),
  7: several(double),
  8: text,
});

const input = of({ 1: text, 2: text, 3: several(int64), 4: parameters, 5: contents });
const output = of({ 1: text, 2: parameters });

const ofRepository: Message = {
  fields: { 1: text, 2: text, 3: map(of({ 1: int32, 2: int64, 3: text, 4: text })) },
};

/** The requests that have messages within. */
export const messages: Readonly<Record<string, Message>> = {
  ModelInfer: {
    fields: { 1: text, 2: text, 3: text, 4: parameters, 5: input, 6: output, 7: text },
  },
  RepositoryModelLoad: ofRepository,
  RepositoryModelUnload: ofRepository,
};
