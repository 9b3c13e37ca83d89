export type Settings = Readonly<Record<string, unknown>>;

/** A layer, or a whole network, as `model.json` describes it. */
export interface StoredLayer {
  readonly class_name: string;
  readonly config: Settings;
  readonly name?: string;
  readonly inbound_nodes?: unknown;
}

/** Ends a refusal. */
export const misread = 'which TensorFlow.js does not compute as Keras does';

/** A layer that TensorFlow.js would compute wrong, or cannot compute. */
export class LayerRefusal extends Error {
  constructor({ class_name: kind, config, name }: StoredLayer, what: string) {
    super(`its layer ${name ?? String(config['name'])} (${kind}) ${what}`);
  }
}
