import { describe, expect, it } from 'vitest';
import { readGrpcRequest } from './grpc-messages.js';

const several = <T>(count: number, value: T) => Array.from({ length: count }, () => value);

describe('limits of a request over gRPC', () => {
  /** The loader gives every field. */
  const image = { name: 'image', datatype: 'UINT8', shape: [1, 28, 28, 1], parameters: {}, contents: null };
  const small = {
    model_name: 'fashion-mnist',
    model_version: '',
    id: '',
    parameters: {},
    inputs: [image],
    outputs: [],
    raw_input_contents: [Buffer.alloc(784)],
  };
  const output = { name: 'label', parameters: {} };
  const parameters = (count: number, name = 'parameter') =>
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => [
        `${name} ${at}`,
        { int64_param: at, parameter_choice: 'int64_param' },
      ]),
    );

  it.each<[string, object, RegExp]>([
    ['tensors', { inputs: several(17, image), raw_input_contents: [] }, /^inputs is .*at most 16 tensors$/],
    [
      'dimensions',
      { inputs: [{ ...image, shape: Array(9).fill(1) }] },
      /^inputs\[0\]\.shape is .*8 dimensions$/,
    ],
    [
      'a negative side',
      { inputs: [{ ...image, shape: [-1, 28, 28, 1] }] },
      /shape\[0\] is -1: must be 0 or more/,
    ],
    ['a name', { inputs: [{ ...image, name: 'n'.repeat(201) }] }, /name is .*at most 200 characters$/],
    ['an id', { id: 'i'.repeat(401) }, /^id is .*at most 400 characters$/],
    ['outputs', { outputs: several(17, output) }, /^outputs is .*at most 16 outputs$/],
    ['parameters', { parameters: parameters(65) }, /^parameters is .*at most 64 parameters$/],
    [
      "a parameter's name",
      { parameters: parameters(1, 'p'.repeat(200)) },
      /names of at most 200 characters$/,
    ],
    [
      "a tensor's parameters",
      { inputs: [{ ...image, parameters: parameters(65) }] },
      /at most 64 parameters$/,
    ],
  ])('are those of REST: %s', (_, change, reason) => {
    expect(() => readGrpcRequest({ ...small, ...change })).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringMatching(reason) }),
    );
  });

  it('let through what is within them', () => {
    const shape = Array(8).fill(1) as number[];
    const request = {
      ...small,
      id: 'i'.repeat(400),
      parameters: parameters(64),
      inputs: several(16, { ...image, shape }),
      outputs: several(16, output),
      raw_input_contents: [],
    };
    expect(readGrpcRequest(request)).toMatchObject({ id: request.id, inputs: { length: 16 } });
  });
});
