import type { LayersModel, layers, SymbolicTensor } from '@tensorflow/tfjs';
import { type NetworkPlan, UnplannedLayer } from './network-plan.js';
import { addLayer } from './plan-layer.js';
import { type StepPlace, PlanSteps } from './plan-steps.js';

type Layer = layers.Layer;

/** What TensorFlow.js notes of a layer's use: one node for each time that it was called. */
interface Calls {
  readonly inboundNodes?: readonly {
    readonly inputTensors: SymbolicTensor[];
    readonly outputTensors: SymbolicTensor[];
  }[];
  readonly outboundNodes?: readonly unknown[];
}

/**
 * Reads a network as a plan: layers in a row or in branches, and networks inside of it.
 *
 * @throws UnplannedLayer that names the first layer without a step.
 */
export function planNetwork(model: LayersModel): NetworkPlan {
  const planner = new NetworkPlanner();
  planner.addNetwork(model, planner.imageOf(model));
  return { steps: planner.steps.all };
}

class NetworkPlanner {
  readonly steps = new PlanSteps();
  /** By the number of the tensor that is computed there. */
  private readonly places = new Map<number, StepPlace>();

  /** An image without a channel axis, or as one row of values, is a flat one: no step but `dense` takes it. */
  imageOf({ inputs, layers: [input, first] }: LayersModel): StepPlace {
    const image = { step: -1, isShared: true };
    const shape = inputs[0]?.shape.slice(1) ?? [];
    if (shape.length === 3) return image;
    const next = input?.getClassName() === 'InputLayer' ? first : input;
    if (shape.length === 2 && next?.getClassName() !== 'Flatten') {
      throw new UnplannedLayer(`${next?.name} takes images without channels`);
    }
    const units = shape.reduce<number>((product, size) => product * Number(size), 1);
    return { ...image, step: this.steps.add({ op: 'flatten', units }, [image]) };
  }

  /** @returns where its answer is computed. */
  addNetwork(network: LayersModel, image: StepPlace): StepPlace {
    const [output, ...more] = network.outputs;
    if (!output || more.length > 0) throw new UnplannedLayer('the network has several outputs');
    if (network.inputs.length > 1) throw new UnplannedLayer('the network has several inputs');
    for (const layer of network.layers) if (layer.getClassName() !== 'InputLayer') this.addCall(layer, image);
    return this.placeOf(output, image);
  }

  private addCall(layer: Layer, image: StepPlace): void {
    const { inboundNodes = [], outboundNodes = [] } = layer as unknown as Calls;
    const inner = 'layers' in layer ? (layer as unknown as LayersModel) : undefined;
    // A network was called once when it was made, and again where it became part of another.
    const call = inboundNodes.at(-1);
    if (!call || (!inner && inboundNodes.length > 1)) {
      throw new UnplannedLayer(`${layer.name} is used more than once`);
    }
    const inputs = call.inputTensors.map((tensor) => this.placeOf(tensor, image));
    const place = inner
      ? this.addNetwork(inner, inputs[0] as StepPlace)
      : addLayer(this.steps, layer, inputs);
    const isShared = place.isShared || outboundNodes.length > 1;
    for (const { id } of call.outputTensors) this.places.set(id, { step: place.step, isShared });
  }

  private placeOf({ id, sourceLayer }: SymbolicTensor, image: StepPlace): StepPlace {
    const place = this.places.get(id) ?? (sourceLayer.getClassName() === 'InputLayer' ? image : undefined);
    if (!place) throw new UnplannedLayer(`${sourceLayer.name} is part of another network`);
    return place;
  }
}
