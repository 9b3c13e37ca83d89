import { createRequire } from 'node:module';
import type { ActivationStep, NetworkPlan, PlanStep, WeightedStep, Weights } from '../network-plan.js';
import type { NetworkInput } from './backend.js';
import type { GraphFields, GraphMessage, GraphMessageClass, GraphProtobuf } from './frozen-graph.messages.js';

const require = createRequire(import.meta.url);

/**
 * Writes a plan as a TensorFlow SavedModel with frozen weights, without Python. Its input is bytes, the scaling is
 * part of the graph, its output is the network's. Source of the format: tensorflow/core/protobuf/saved_model.proto.
 *
 * @returns the content of `saved_model.pb`. Its signature `serving_default` maps `pixels` (uint8) to `answers`;
 *   `serving_bytes` does so for `bytes`, a batch of images one after another as one string.
 */
export function writeSavedModel(plan: NetworkPlan, input: NetworkInput, values: number): Uint8Array {
  const graph = new GraphWriter(require('@tensorflow/tfjs-node/dist/proto/api_pb.js') as GraphProtobuf);
  graph.addInput(input);
  for (const step of plan.steps) graph.add(step, step.from);
  return graph.save(input, values);
}

type PoolingStep = Extract<PlanStep, { readonly size: unknown }>;
type Attributes = Readonly<Record<string, GraphMessage>>;
type StepPads = Extract<PlanStep, { readonly op: 'zeroPadding' }>['pads'];

/** Swish is a sigmoid, times the value. */
const activations = {
  relu: 'Relu',
  relu6: 'Relu6',
  sigmoid: 'Sigmoid',
  elu: 'Elu',
  swish: 'Sigmoid',
  softmax: 'Softmax',
} as const;

class GraphWriter {
  private readonly nodes: GraphMessage[] = [];
  private last = '';
  private image = '';
  /** The node that ends each step. */
  private readonly ends: string[] = [];

  constructor(private readonly proto: GraphProtobuf) {}

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
    this.image = this.last;
  }

  /** @param from the indexes of the steps that it reads; −1 is the image. */
  add(step: PlanStep, from: readonly number[]): void {
    const [first = '', ...others] = from.map((index) => this.ends[index] ?? this.image);
    this.last = first;
    this.addStep(step, others);
    this.ends.push(this.last);
  }

  private addStep(step: PlanStep, others: readonly string[]): void {
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
      case 'zeroPadding':
        return this.addPadding(step.pads);
      case 'affine':
        return this.addAffine(step);
      case 'add':
      case 'multiply':
      case 'concatenate':
        return this.join(step.op, others);
      default:
        return this.activate(step);
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

  private signature(name: string, input: GraphMessage, values: number): GraphMessage {
    const signature = this.make(this.proto.SignatureDef, { setMethodName: 'tensorflow/serving/predict' });
    const { DT_FLOAT } = this.proto.DataType;
    signature.getInputsMap().set(name, input);
    signature.getOutputsMap().set('answers', this.tensor(this.last, DT_FLOAT, [-1, values]));
    return signature;
  }

  private tensor(node: string, type: number, shape: readonly number[]): GraphMessage {
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

  private join(op: 'add' | 'multiply' | 'concatenate', others: readonly string[]): void {
    const { DT_INT32 } = this.proto.DataType;
    if (op !== 'concatenate') {
      for (const other of others) this.chain(op === 'add' ? 'AddV2' : 'Mul', [other], { T: this.float() });
      return;
    }
    const attributes = { T: this.float(), Tidx: this.type(DT_INT32) };
    const N = this.attribute('setI', others.length + 1);
    this.chain('ConcatV2', [...others, this.addConstant(Int32Array.of(-1), [], DT_INT32)], {
      ...attributes,
      N,
    });
  }

  private activate(step: ActivationStep): void {
    if (step.op === 'leakyRelu') {
      return this.chain('LeakyRelu', [], { T: this.float(), alpha: this.attribute('setF', step.slope) });
    }
    const values = this.last;
    this.chain(activations[step.op], [], { T: this.float() });
    if (step.op === 'swish') this.chain('Mul', [values], { T: this.float() });
  }

  private addPadding([top, bottom, left, right]: StepPads): void {
    const { DT_INT32 } = this.proto.DataType;
    const pads = Int32Array.of(0, 0, top, bottom, left, right, 0, 0);
    this.chain('Pad', [this.addConstant(pads, [4, 2], DT_INT32)], {
      T: this.float(),
      Tpaddings: this.type(DT_INT32),
    });
  }

  private addAffine({ scale, offset }: Extract<PlanStep, { op: 'affine' }>): void {
    const shape = [scale.length];
    this.chain('Mul', [this.constant({ values: scale, shape })], { T: this.float() });
    this.chain('AddV2', [this.constant({ values: offset, shape })], { T: this.float() });
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

  private shape(sizes: readonly number[]): GraphMessage {
    const { TensorShape } = this.proto;
    const dimensions = sizes.map((size) => this.make(TensorShape.Dim, { setSize: size }));
    return this.make(TensorShape, { setDimList: dimensions });
  }

  private make(type: GraphMessageClass, fields: GraphFields): GraphMessage {
    const message = new type();
    const setters = message as unknown as Record<string, (value: unknown) => void>;
    for (const [setter, value] of Object.entries(fields)) setters[setter]?.call(message, value);
    return message;
  }

  private attribute(setter: `set${string}`, value: unknown): GraphMessage {
    return this.make(this.proto.AttrValue, { [setter]: value });
  }

  private float = (): GraphMessage => this.type(this.proto.DataType.DT_FLOAT);
  private type = (type: number): GraphMessage => this.attribute('setType', type);
  private text = (text: string): GraphMessage => this.attribute('setS', Buffer.from(text).toString('base64'));

  private integers(values: readonly number[]): GraphMessage {
    const list = this.make(this.proto.AttrValue.ListValue, { setIList: values });
    return this.attribute('setList', list);
  }
}
