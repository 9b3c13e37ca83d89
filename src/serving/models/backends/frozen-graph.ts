import { createRequire } from 'node:module';
import type { NetworkPlan, PlanStep, Weights } from '../network-plan.js';
import type { NetworkInput } from './backend.js';

const require = createRequire(import.meta.url);

interface MapField {
  set(key: string, value: unknown): void;
}
/** The protobuf classes of tfjs-node that are used here; setters are called by name. */
interface Message {
  getAttrMap(): MapField;
  getSignatureDefMap(): MapField;
  getInputsMap(): MapField;
  getOutputsMap(): MapField;
  serializeBinary(): Uint8Array;
}
type MessageClass = new () => Message;
type Fields = Readonly<Record<`set${string}`, unknown>>;
interface Protobuf {
  readonly DataType: Readonly<Record<'DT_FLOAT' | 'DT_INT32' | 'DT_STRING' | 'DT_UINT8', number>>;
  readonly AttrValue: MessageClass & { readonly ListValue: MessageClass };
  readonly GraphDef: MessageClass;
  readonly MetaGraphDef: MessageClass & { readonly MetaInfoDef: MessageClass };
  readonly NodeDef: MessageClass;
  readonly SavedModel: MessageClass;
  readonly SignatureDef: MessageClass;
  readonly Tensor: MessageClass;
  readonly TensorInfo: MessageClass;
  readonly TensorShape: MessageClass & { readonly Dim: MessageClass };
  readonly VersionDef: MessageClass;
}

/**
 * Writes a plan as a TensorFlow SavedModel with frozen weights, without Python. Its input is bytes, the scaling is
 * part of the graph, its output is the network's. Source of the format: tensorflow/core/protobuf/saved_model.proto.
 *
 * @returns the content of `saved_model.pb`. Its signature `serving_default` maps `pixels` (uint8) to `answers`;
 *   `serving_bytes` does so for `bytes`, a batch of images one after another as one string.
 */
export function writeSavedModel(plan: NetworkPlan, input: NetworkInput, values: number): Uint8Array {
  const graph = new GraphWriter(require('@tensorflow/tfjs-node/dist/proto/api_pb.js') as Protobuf);
  graph.addInput(input);
  for (const step of plan.steps) graph.add(step);
  return graph.save(input, values);
}

type WeightedStep = Extract<PlanStep, { readonly bias: Float32Array }>;
type PoolingStep = Extract<PlanStep, { readonly size: unknown }>;
type Attributes = Readonly<Record<string, Message>>;

class GraphWriter {
  private readonly nodes: Message[] = [];
  private last = '';

  constructor(private readonly proto: Protobuf) {}

  addInput({ width, height, channels, scale, offset }: NetworkInput): void {
    const { DT_FLOAT, DT_INT32, DT_STRING, DT_UINT8 } = this.proto.DataType;
    const shape = this.attribute('setShape', this.shape([1]));
    this.node('Placeholder', [], { dtype: this.type(DT_STRING), shape }, 'bytes');
    this.chain('DecodeRaw', [], {
      out_type: this.type(DT_UINT8),
      little_endian: this.attribute('setB', true),
    });
    const sizes = this.integerConstant([-1, height, width, channels]);
    const attributes = { T: this.type(DT_UINT8), Tshape: this.type(DT_INT32) };
    this.node('Reshape', [this.last, sizes], attributes, 'pixels');
    this.chain('Cast', [], { SrcT: this.type(DT_UINT8), DstT: this.float() });
    this.chain('Mul', [this.channelConstant(scale)], { T: this.type(DT_FLOAT) });
    this.chain('AddV2', [this.channelConstant(offset)], { T: this.float() });
  }

  add(step: PlanStep): void {
    const { DT_INT32 } = this.proto.DataType;
    switch (step.op) {
      case 'conv2d':
      case 'depthwiseConv2d':
      case 'dense':
        return this.addWeighted(step);
      case 'maxPool':
      case 'averagePool':
        return this.addPooling(step);
      case 'globalAveragePool':
        return this.chain('Mean', [this.integerConstant([1, 2])], {
          T: this.float(),
          Tidx: this.type(DT_INT32),
          keep_dims: this.attribute('setB', false),
        });
      case 'flatten': {
        const attributes = { T: this.float(), Tshape: this.type(DT_INT32) };
        return this.chain('Reshape', [this.integerConstant([-1, step.units])], attributes);
      }
      case 'relu':
        return this.chain('Relu', [], { T: this.float() });
      case 'softmax':
        return this.chain('Softmax', [], { T: this.float() });
    }
  }

  save(input: NetworkInput, values: number): Uint8Array {
    const { GraphDef, MetaGraphDef, SavedModel, VersionDef } = this.proto;
    const versions = this.make(VersionDef, { setProducer: 1087, setMinConsumer: 12 });
    const graph = this.make(GraphDef, { setNodeList: this.nodes, setVersions: versions });
    const info = this.make(MetaGraphDef.MetaInfoDef, { setTagsList: ['serve'] });
    const meta = this.make(MetaGraphDef, { setMetaInfoDef: info, setGraphDef: graph });
    const { DT_STRING, DT_UINT8 } = this.proto.DataType;
    const pixels = this.tensor('pixels', DT_UINT8, [-1, input.height, input.width, input.channels]);
    const signatures = meta.getSignatureDefMap();
    signatures.set('serving_default', this.signature('pixels', pixels, values));
    signatures.set('serving_bytes', this.signature('bytes', this.tensor('bytes', DT_STRING, [1]), values));
    return this.make(SavedModel, { setMetaGraphsList: [meta] }).serializeBinary();
  }

  private signature(name: string, input: Message, values: number): Message {
    const signature = this.make(this.proto.SignatureDef, { setMethodName: 'tensorflow/serving/predict' });
    const { DT_FLOAT } = this.proto.DataType;
    signature.getInputsMap().set(name, input);
    signature.getOutputsMap().set('answers', this.tensor(this.last, DT_FLOAT, [-1, values]));
    return signature;
  }

  private tensor(node: string, type: number, shape: readonly number[]): Message {
    const setTensorShape = this.shape(shape);
    return this.make(this.proto.TensorInfo, { setName: `${node}:0`, setDtype: type, setTensorShape });
  }

  private addWeighted(step: WeightedStep): void {
    const kernel = this.constant(step.kernel);
    if (step.op === 'dense') {
      const straight = this.attribute('setB', false);
      this.chain('MatMul', [kernel], { T: this.float(), transpose_a: straight, transpose_b: straight });
    } else {
      this.chain(step.op === 'conv2d' ? 'Conv2D' : 'DepthwiseConv2dNative', [kernel], {
        T: this.float(),
        strides: this.integers([1, ...step.strides, 1]),
        padding: this.text(step.padding.toUpperCase()),
        data_format: this.text('NHWC'),
        dilations: this.integers([1, 1, 1, 1]),
      });
    }
    const bias = this.constant({ values: step.bias, shape: [step.bias.length] });
    this.chain('BiasAdd', [bias], { T: this.float(), data_format: this.text('NHWC') });
    if (step.activation === 'relu') this.chain('Relu', [], { T: this.float() });
    if (step.activation === 'relu6') this.chain('Relu6', [], { T: this.float() });
  }

  private addPooling({ op, size, strides, padding }: PoolingStep): void {
    this.chain(op === 'maxPool' ? 'MaxPool' : 'AvgPool', [], {
      T: this.float(),
      ksize: this.integers([1, ...size, 1]),
      strides: this.integers([1, ...strides, 1]),
      padding: this.text(padding.toUpperCase()),
      data_format: this.text('NHWC'),
    });
  }

  /** A node whose first input is the node before it. */
  private chain(op: string, inputs: readonly string[], attributes: Attributes): void {
    this.node(op, [this.last, ...inputs], attributes);
  }

  private node(
    op: string,
    inputs: readonly string[],
    attributes: Attributes,
    name = `${op}_${this.nodes.length}`,
  ): void {
    this.addNode(op, inputs, attributes, name);
    this.last = name;
  }

  private addNode(op: string, inputs: readonly string[], attributes: Attributes, name: string): string {
    const node = this.make(this.proto.NodeDef, { setName: name, setOp: op, setInputList: inputs });
    const map = node.getAttrMap();
    for (const [key, value] of Object.entries(attributes)) map.set(key, value);
    this.nodes.push(node);
    return name;
  }

  private constant({ values, shape }: Weights): string {
    return this.addConstant(values, shape, this.proto.DataType.DT_FLOAT);
  }

  /** One value for each channel; a single number where they are equal, which is faster. */
  private channelConstant(values: readonly number[]): string {
    const [first = 0] = values;
    if (values.every((value) => value === first)) {
      return this.constant({ values: Float32Array.of(first), shape: [] });
    }
    return this.constant({ values: Float32Array.from(values), shape: [values.length] });
  }

  private integerConstant(values: readonly number[]): string {
    return this.addConstant(Int32Array.from(values), [values.length], this.proto.DataType.DT_INT32);
  }

  private addConstant(values: Float32Array | Int32Array, shape: readonly number[], type: number): string {
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    const tensor = this.make(this.proto.Tensor, {
      setDtype: type,
      setTensorShape: this.shape(shape),
      setTensorContent: bytes.toString('base64'),
    });
    const attributes = { dtype: this.type(type), value: this.attribute('setTensor', tensor) };
    return this.addNode('Const', [], attributes, `const_${this.nodes.length}`);
  }

  private shape(sizes: readonly number[]): Message {
    const { TensorShape } = this.proto;
    const dimensions = sizes.map((size) => this.make(TensorShape.Dim, { setSize: size }));
    return this.make(TensorShape, { setDimList: dimensions });
  }

  private make(type: MessageClass, fields: Fields): Message {
    const message = new type();
    const setters = message as unknown as Record<string, (value: unknown) => void>;
    for (const [setter, value] of Object.entries(fields)) setters[setter]?.call(message, value);
    return message;
  }

  private attribute(setter: `set${string}`, value: unknown): Message {
    return this.make(this.proto.AttrValue, { [setter]: value });
  }

  private float = (): Message => this.type(this.proto.DataType.DT_FLOAT);
  private type = (type: number): Message => this.attribute('setType', type);
  private text = (text: string): Message => this.attribute('setS', Buffer.from(text).toString('base64'));

  private integers(values: readonly number[]): Message {
    const list = this.make(this.proto.AttrValue.ListValue, { setIList: values });
    return this.attribute('setList', list);
  }
}
