import protobuf from 'protobufjs/light.js';

/** The messages of onnx.proto, with the fields that are read or written here. Lists are never absent when read. */
export interface OnnxModel {
  readonly irVersion: number;
  readonly producerName?: string;
  readonly graph?: OnnxGraph | null;
  readonly opsetImport: readonly OnnxOpset[];
  readonly functions?: readonly OnnxFunction[];
}
interface OnnxOpset {
  readonly domain?: string;
  readonly version: number;
}
export interface OnnxFunction {
  readonly name: string;
  readonly domain?: string;
  readonly node: readonly OnnxNode[];
}
export interface OnnxGraph {
  readonly name: string;
  readonly node: readonly OnnxNode[];
  readonly initializer: readonly OnnxTensor[];
  readonly input: readonly OnnxPort[];
  readonly output: readonly OnnxPort[];
  readonly sparseInitializer?: readonly OnnxSparseTensor[];
}
export interface OnnxNode {
  readonly opType: string;
  readonly domain?: string;
  readonly name?: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly OnnxAttribute[];
}
export interface OnnxAttribute {
  readonly name: string;
  readonly type: number;
  readonly i?: number;
  readonly f?: number;
  readonly s?: Uint8Array;
  readonly ints?: readonly number[];
  readonly t?: OnnxTensor | null;
  readonly g?: OnnxGraph | null;
  readonly tensors?: readonly OnnxTensor[];
  readonly graphs?: readonly OnnxGraph[];
  readonly sparseTensor?: OnnxSparseTensor | null;
  readonly sparseTensors?: readonly OnnxSparseTensor[];
}
export interface OnnxTensor {
  readonly name?: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly rawData?: Uint8Array;
  readonly externalData?: readonly { readonly key: string; readonly value: string }[];
}
export interface OnnxSparseTensor {
  readonly values?: OnnxTensor | null;
  readonly indices?: OnnxTensor | null;
}
/** An input or output. Sizes are numbers; an open one has a name, or neither. */
export interface OnnxPort {
  readonly name: string;
  readonly type?: {
    readonly tensorType?: {
      readonly elemType: number;
      readonly shape?: {
        readonly dim: readonly { readonly dimValue?: number; readonly dimParam?: string }[];
      } | null;
    } | null;
  } | null;
}

type Field = readonly [id: number, type: string, list?: 'list'];

/** Field numbers and types: onnx/onnx.proto of ONNX 1.19. Other fields are skipped by the reader. */
const messages: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  Model: {
    irVersion: [1, 'int64'],
    producerName: [2, 'string'],
    graph: [7, 'Graph'],
    opsetImport: [8, 'Opset', 'list'],
    functions: [25, 'Function', 'list'],
  },
  Opset: { domain: [1, 'string'], version: [2, 'int64'] },
  Function: { name: [1, 'string'], node: [7, 'Node', 'list'], domain: [10, 'string'] },
  Graph: {
    node: [1, 'Node', 'list'],
    name: [2, 'string'],
    initializer: [5, 'Tensor', 'list'],
    input: [11, 'Port', 'list'],
    output: [12, 'Port', 'list'],
    sparseInitializer: [15, 'SparseTensor', 'list'],
  },
  Node: {
    input: [1, 'string', 'list'],
    output: [2, 'string', 'list'],
    name: [3, 'string'],
    opType: [4, 'string'],
    attribute: [5, 'Attribute', 'list'],
    domain: [7, 'string'],
  },
  Attribute: {
    name: [1, 'string'],
    f: [2, 'float'],
    i: [3, 'int64'],
    s: [4, 'bytes'],
    t: [5, 'Tensor'],
    g: [6, 'Graph'],
    ints: [8, 'int64', 'list'],
    tensors: [10, 'Tensor', 'list'],
    graphs: [11, 'Graph', 'list'],
    type: [20, 'int32'],
    sparseTensor: [22, 'SparseTensor'],
    sparseTensors: [23, 'SparseTensor', 'list'],
  },
  Tensor: {
    dims: [1, 'int64', 'list'],
    dataType: [2, 'int32'],
    name: [8, 'string'],
    rawData: [9, 'bytes'],
    externalData: [13, 'Entry', 'list'],
  },
  SparseTensor: { values: [1, 'Tensor'], indices: [2, 'Tensor'] },
  Entry: { key: [1, 'string'], value: [2, 'string'] },
  Port: { name: [1, 'string'], type: [2, 'Type'] },
  Type: { tensorType: [1, 'TensorType'] },
  TensorType: { elemType: [1, 'int32'], shape: [2, 'Shape'] },
  Shape: { dim: [1, 'Dimension', 'list'] },
  Dimension: { dimValue: [1, 'int64'], dimParam: [2, 'string'] },
};

const nested = Object.entries(messages).map(([name, fields]) => {
  const entries = Object.entries(fields).map(([field, [id, type, list]]) => {
    const described = list ? { id, type, rule: 'repeated' } : { id, type };
    return [field, described] as const;
  });
  return [name, { fields: Object.fromEntries(entries) }] as const;
});
const modelType = protobuf.Root.fromJSON({ nested: Object.fromEntries(nested) }).lookupType('Model');

export const encodeOnnx = (model: OnnxModel): Uint8Array => modelType.encode(model).finish();

/** Bytes of the result are views of `content`. @throws Error for content that is no message of this kind. */
export const decodeOnnx = (content: Uint8Array): OnnxModel =>
  modelType.decode(content) as unknown as OnnxModel;
