import type {
  OnnxAttribute,
  OnnxGraph,
  OnnxModel,
  OnnxNode,
  OnnxSparseTensor,
  OnnxTensor,
} from './onnx-messages.js';

/** Every node of a model: those of graphs inside nodes (branches and loops) and of functions, too. */
export function* nodesOf({ graph, functions = [] }: OnnxModel): Generator<OnnxNode> {
  if (graph) yield* inner(graph.node);
  for (const { node } of functions) yield* inner(node);
}

/** Every tensor that a file holds or names: weights of graphs at any depth, and constants of nodes. */
export function* tensorsOf(model: OnnxModel): Generator<OnnxTensor> {
  if (model.graph) yield* weightsOf(model.graph);
  for (const { attribute } of nodesOf(model)) {
    for (const { t, tensors = [], sparseTensor, sparseTensors = [] } of attribute) {
      if (t) yield t;
      yield* tensors;
      for (const sparse of [sparseTensor, ...sparseTensors]) yield* partsOf(sparse);
    }
    for (const graph of graphsOf(attribute)) yield* weightsOf(graph);
  }
}

/** The files beside the model that hold weights, each with the name of such a weight, as the model names them. */
export function* weightFilesOf(
  model: OnnxModel,
): Generator<{ readonly weight: string; readonly file: string }> {
  for (const { name = '', externalData = [] } of tensorsOf(model)) {
    if (externalData.length === 0) continue;
    yield { weight: name, file: externalData.find(({ key }) => key === 'location')?.value ?? '' };
  }
}

function* inner(nodes: readonly OnnxNode[]): Generator<OnnxNode> {
  for (const node of nodes) {
    yield node;
    for (const graph of graphsOf(node.attribute)) yield* inner(graph.node);
  }
}

function* weightsOf({ initializer, sparseInitializer = [] }: OnnxGraph): Generator<OnnxTensor> {
  yield* initializer;
  for (const sparse of sparseInitializer) yield* partsOf(sparse);
}

const graphsOf = (attributes: readonly OnnxAttribute[]): OnnxGraph[] =>
  attributes.flatMap(({ g, graphs = [] }) => (g ? [g, ...graphs] : graphs));

const partsOf = (sparse: OnnxSparseTensor | null | undefined): OnnxTensor[] =>
  [sparse?.values, sparse?.indices].filter((tensor) => tensor !== undefined && tensor !== null);
