import type { NetworkInput } from '../backends/backend.js';
import type { NetworkPlan, PlanStep, PlainActivation, WeightedStep, Weights } from '../network-plan.js';
import {
  channelsLastIn,
  channelsLastOut,
  depthwiseKernel,
  samePads,
  spatialKernel,
  unitsByPixel,
} from './nchw.js';
import { OnnxGraphWriter } from './onnx-graph.writer.js';

export const pixelsInput = 'pixels';
export const answerOutput = 'answer';

/**
 * Goes into the name of the files that are kept. Raise it with every change of what is written, so that no process
 * takes a file of an older form; a test holds the two together.
 */
export const onnxForm = 3;

interface ImageSize {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}
/** An image on its way through the graph. ONNX computes with channels first. */
interface ImageValue extends ImageSize {
  readonly name: string;
  readonly order: 'NHWC' | 'NCHW';
}
/** One row of values for each image. `of`: the image with channels first that the values were read from in order. */
interface RowValue {
  readonly name: string;
  readonly units: number;
  readonly of?: ImageSize | undefined;
}
type Value = ImageValue | RowValue;

type StepOf<Op extends PlanStep['op']> = Extract<PlanStep, { readonly op: Op }>;

/**
 * Writes a plan as ONNX. Its input `pixels` is bytes, images × height × width × channels; scaling is part of the graph.
 * Its output `answer` is what the network answers, images × `valuesEach`. Source of the format: onnx/onnx.proto.
 *
 * @returns the content of a `.onnx` file.
 */
export function writeOnnx(plan: NetworkPlan, input: NetworkInput, valuesEach: number): Uint8Array {
  const { height, width, channels } = input;
  const writer = new PlanWriter();
  const image = writer.scaled(input);
  const values: Value[] = [];
  for (const step of plan.steps) {
    values.push(
      writer.add(
        step,
        step.from.map((index) => values[index] ?? image),
      ),
    );
  }
  const { name } = writer.asRows(values.at(-1) ?? image);
  const pixels = { name: pixelsInput, type: 'uint8', sizes: ['images', height, width, channels] } as const;
  const answer = { name: answerOutput, type: 'float32', sizes: ['images', valuesEach] } as const;
  return writer.graph.encode(pixels, answer, name);
}

const channelAxis = (value: Value) => ('order' in value && value.order === 'NCHW' ? 1 : -1);
const areaOf = (value: Value) =>
  'units' in value ? value.units : value.height * value.width * value.channels;

class PlanWriter {
  readonly graph = new OnnxGraphWriter();

  /** Channels first: with the channels last, ONNX Runtime takes values one by one, longer than a convolution. */
  scaled({ height, width, channels, scale, offset }: NetworkInput): ImageValue {
    const cast = this.graph.add('Cast', [pixelsInput], { to: 1 });
    const image: ImageValue = { name: cast, order: 'NHWC', height, width, channels };
    const turned = this.channelsFirst(image);
    const constant = (values: readonly number[]) =>
      this.graph.floats(Float32Array.from(values), [channels, 1, 1]);
    const name = this.graph.add('Mul', [turned.name, constant(scale)]);
    if (offset.every((value) => value === 0)) return { ...turned, name };
    return { ...turned, name: this.graph.add('Add', [name, constant(offset)]) };
  }

  add(step: PlanStep, inputs: readonly Value[]): Value {
    const value = inputs[0] as Value;
    switch (step.op) {
      case 'conv2d':
      case 'depthwiseConv2d':
        return this.convolution(step, this.channelsFirst(value));
      case 'dense':
        return this.dense(step, this.rows(value));
      case 'maxPool':
      case 'averagePool':
        return this.pooling(step, this.channelsFirst(value));
      case 'globalAveragePool':
        return this.globalPooling(this.channelsFirst(value));
      case 'flatten':
        return this.flatten(value);
      case 'zeroPadding':
        return this.padding(step, this.channelsFirst(value));
      case 'affine':
        return this.affine(step, 'units' in value ? this.asRows(value) : this.channelsFirst(value));
      case 'add':
      case 'multiply':
      case 'concatenate':
        return this.joined(step.op, inputs);
      case 'softmax':
        return { ...value, name: this.graph.add('Softmax', [value.name], { axis: channelAxis(value) }) };
      case 'leakyRelu':
        return { ...value, name: this.leakyRelu(value.name, step.slope) };
      default:
        return { ...value, name: this.activated(value.name, step.op) };
    }
  }

  /** The rows of a value, in the order of channels last. */
  asRows(value: Value): RowValue {
    const rows = this.rows(value);
    if (!rows.of) return rows;
    const { height, width, channels } = rows.of;
    const image = this.reshape(rows.name, [-1, channels, height, width]);
    const turned = this.graph.add('Transpose', [image], { perm: channelsLastOut });
    return { name: this.reshape(turned, [-1, rows.units]), units: rows.units };
  }

  private rows(value: Value): RowValue {
    return 'units' in value ? value : this.flatten(value);
  }

  private channelsFirst(value: Value): ImageValue {
    if ('units' in value) throw new TypeError(`${value.name} is a row, expected an image`);
    if (value.order === 'NCHW') return value;
    return {
      ...value,
      name: this.graph.add('Transpose', [value.name], { perm: channelsLastIn }),
      order: 'NCHW',
    };
  }

  private convolution(step: StepOf<'conv2d' | 'depthwiseConv2d'>, image: ImageValue): ImageValue {
    const depthwise = step.op === 'depthwiseConv2d';
    const [rows = 0, columns = 0] = step.kernel.shape;
    const kernel = depthwise ? depthwiseKernel(step.kernel) : spatialKernel(step.kernel);
    const { pads, height, width } = samePads(image, [rows, columns], step);
    const inputs = [image.name, this.graph.weights(kernel), this.graph.floats(step.bias)];
    const name = this.graph.add('Conv', inputs, {
      kernel_shape: [rows, columns],
      strides: step.strides,
      pads,
      group: depthwise ? image.channels : 1,
    });
    const channels = step.bias.length;
    return { name: this.activated(name, step.activation), order: 'NCHW', height, width, channels };
  }

  private pooling(step: StepOf<'maxPool' | 'averagePool'>, image: ImageValue): ImageValue {
    const { pads, height, width } = samePads(image, step.size, step);
    const settings = { kernel_shape: step.size, strides: step.strides, pads };
    const name =
      step.op === 'maxPool'
        ? this.graph.add('MaxPool', [image.name], settings)
        : this.graph.add('AveragePool', [image.name], { ...settings, count_include_pad: 0 });
    return { ...image, name, height, width };
  }

  private globalPooling(image: ImageValue): RowValue {
    const pooled = this.graph.add('GlobalAveragePool', [image.name]);
    return { name: this.reshape(pooled, [-1, image.channels]), units: image.channels };
  }

  private padding({ pads }: StepOf<'zeroPadding'>, image: ImageValue): ImageValue {
    const [top, bottom, left, right] = pads;
    const name = this.graph.add('Pad', [
      image.name,
      this.graph.wholes([0, 0, top, left, 0, 0, bottom, right]),
    ]);
    return { ...image, name, height: top + image.height + bottom, width: left + image.width + right };
  }

  private affine<T extends Value>({ scale, offset }: StepOf<'affine'>, value: T): T {
    const shape = 'units' in value ? [scale.length] : [scale.length, 1, 1];
    const scaled = this.graph.add('Mul', [value.name, this.graph.floats(scale, shape)]);
    return { ...value, name: this.graph.add('Add', [scaled, this.graph.floats(offset, shape)]) };
  }

  private joined(op: 'add' | 'multiply' | 'concatenate', inputs: readonly Value[]): Value {
    const values = inputs.map((value) => ('units' in value ? this.asRows(value) : this.channelsFirst(value)));
    const [first, ...others] = values as [Value, ...Value[]];
    const names = values.map(({ name }) => name);
    if (op === 'concatenate') {
      const name = this.graph.add('Concat', names, { axis: 1 });
      const count = (value: Value) => ('units' in value ? value.units : value.channels);
      const channels = values.reduce((sum, value) => sum + count(value), 0);
      return 'units' in first ? { name, units: channels } : { ...first, name, channels };
    }
    const operator = op === 'add' ? 'Add' : 'Mul';
    const name = names.slice(1).reduce((left, right) => this.graph.add(operator, [left, right]), first.name);
    const widest = others.reduce((most, value) => (areaOf(value) > areaOf(most) ? value : most), first);
    return { ...widest, name };
  }

  private dense({ kernel, bias, activation }: StepOf<'dense'>, rows: RowValue): RowValue {
    const fitting: Weights = rows.of ? unitsByPixel(kernel, rows.of) : kernel;
    const name = this.graph.add('Gemm', [rows.name, this.graph.weights(fitting), this.graph.floats(bias)]);
    return { name: this.activated(name, activation), units: bias.length };
  }

  private flatten(value: Value): RowValue {
    if ('units' in value) return value;
    const { height, width, channels, order } = value;
    const units = height * width * channels;
    const isTurned = order === 'NCHW' && channels > 1 && height * width > 1;
    return { name: this.reshape(value.name, [-1, units]), units, of: isTurned ? value : undefined };
  }

  private activated(name: string, activation: WeightedStep['activation'] | PlainActivation): string {
    switch (activation) {
      case 'linear':
        return name;
      case 'relu':
        return this.graph.add('Relu', [name]);
      case 'relu6': {
        const [least, most] = [Float32Array.of(0), Float32Array.of(6)];
        return this.graph.add('Clip', [name, this.graph.floats(least, []), this.graph.floats(most, [])]);
      }
      case 'sigmoid':
        return this.graph.add('Sigmoid', [name]);
      case 'elu':
        return this.graph.add('Elu', [name]);
      case 'swish':
        return this.graph.add('Mul', [name, this.graph.add('Sigmoid', [name])]);
    }
  }

  /** As PRelu: LeakyRelu takes its slope as a setting, and settings are whole numbers here. */
  private leakyRelu(name: string, slope: number): string {
    const slopes = this.graph.floats(Float32Array.of(slope), []);
    return this.graph.add('PRelu', [name, slopes]);
  }

  private reshape(name: string, sizes: readonly number[]): string {
    return this.graph.add('Reshape', [name, this.graph.wholes(sizes)]);
  }
}
