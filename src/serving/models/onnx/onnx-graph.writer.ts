import type { Weights } from '../network-plan.js';
import {
  encodeOnnx,
  type OnnxAttribute,
  type OnnxNode,
  type OnnxPort,
  type OnnxTensor,
} from './onnx-messages.js';
import { attributeTypes, elementTypes } from './onnx-types.js';

/** The oldest release of ONNX that has every operator that is written here. */
const opset = 17;
const irVersion = 8;

/** An operator's settings: whole numbers, or lists of them. */
export type Attributes = Readonly<Record<string, number | readonly number[]>>;

/** An open size has a name. */
export interface PortShape {
  readonly name: string;
  readonly type: keyof typeof elementTypes;
  readonly sizes: readonly (number | string)[];
}

/** Collects the nodes and constants of an ONNX graph. Every node has one output, and its name is the node's. */
export class OnnxGraphWriter {
  private readonly nodes: OnnxNode[] = [];
  private readonly constants: OnnxTensor[] = [];

  /** @returns the name of the node's output. */
  add(opType: string, input: readonly string[], attributes: Attributes = {}): string {
    const name = `${opType}_${this.nodes.length}`;
    const attribute = Object.entries(attributes).map(([key, value]) => attributeOf(key, value));
    this.nodes.push({ opType, name, input, output: [name], attribute });
    return name;
  }

  floats(values: Float32Array, shape: readonly number[] = [values.length]): string {
    return this.constant(elementTypes.float32, values, shape);
  }

  weights({ values, shape }: Weights): string {
    return this.floats(values, shape);
  }

  wholes(values: readonly number[]): string {
    return this.constant(elementTypes.int64, BigInt64Array.from(values, BigInt), [values.length]);
  }

  /** @returns the content of a `.onnx` file. */
  encode(input: PortShape, output: PortShape, result: string): Uint8Array {
    this.nodes.push({ opType: 'Identity', input: [result], output: [output.name], attribute: [] });
    return encodeOnnx({
      irVersion,
      producerName: 'seamline',
      opsetImport: [{ version: opset }],
      graph: {
        name: 'network',
        node: this.nodes,
        initializer: this.constants,
        input: [portOf(input)],
        output: [portOf(output)],
      },
    });
  }

  private constant(dataType: number, values: Float32Array | BigInt64Array, dims: readonly number[]): string {
    const name = `constant_${this.constants.length}`;
    const rawData = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.constants.push({ name, dims, dataType, rawData });
    return name;
  }
}

function attributeOf(name: string, value: number | readonly number[]): OnnxAttribute {
  return typeof value === 'number'
    ? { name, type: attributeTypes.int, i: value }
    : { name, type: attributeTypes.ints, ints: value };
}

function portOf({ name, type, sizes }: PortShape): OnnxPort {
  const dim = sizes.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } };
}
