import { Injectable } from '@nestjs/common';
import { ModelReadiness } from '../../serving/classifier/model-readiness.js';
import { ModelRegistry } from '../../serving/classifier/model-registry.js';
import { modelNamePattern } from '../../foundation/config/model-names.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { quoted } from '../../foundation/errors/quoted.js';
import type { BackendName } from '../../serving/models/backends/backend.js';
import { inputName, maxRows, takenDatatypes } from './image-rows.js';
import type { ModelConfigAnswer, ModelMetadata } from './models.contract.js';
import { type ProtocolStatistics, statisticsOf } from './protocol-statistics.js';
import { outputDatatypes, outputsOf } from './output-tensors.js';
import type { RepositoryEntry } from './repository.contract.js';

const states = {
  ready: 'READY',
  loading: 'LOADING',
  failed: 'UNAVAILABLE',
  'on disk': 'UNAVAILABLE',
} as const;

/** As Triton names them, where it has a name. */
const platforms: Readonly<Record<BackendName, string>> = {
  onnx: 'onnxruntime_onnx',
  savedmodel: 'tensorflow_savedmodel',
  layers: 'tensorflowjs',
  wasm: 'tensorflowjs',
  cpu: 'tensorflowjs',
};

/** Describes the loaded models, and the folder that they come from, in the protocol's terms. */
@Injectable()
export class ModelsService {
  constructor(
    private readonly registry: ModelRegistry,
    private readonly readiness: ModelReadiness,
  ) {}

  /** Whether every model answers. */
  get ready(): boolean {
    return this.readiness.allReady;
  }

  isReady(model: string, modelVersion?: string): boolean {
    return this.readiness.isReady(model, modelVersion);
  }

  /** @throws InvalidError `UNKNOWN_MODEL` */
  metadata(model: string, modelVersion?: string): ModelMetadata {
    const { card, backend } = this.registry.route({ model, modelVersion });
    const { width, height, channels } = card.input;
    const loaded = this.registry.ready().filter(({ card: { name: each } }) => each === model);
    return {
      name: model,
      versions: loaded.map(({ card: { version: each } }) => each),
      platform: platforms[backend.name],
      inputs: [
        {
          name: inputName,
          datatype: 'UINT8',
          shape: [-1, height, width, channels],
          parameters: { datatypes: takenDatatypes.join(', ') },
        },
      ],
      outputs: outputsOf(card).map((output) => ({
        name: output,
        datatype: outputDatatypes[output],
        shape: output === 'probabilities' ? [-1, card.labels.length] : [-1],
      })),
    };
  }

  /** @throws InvalidError `UNKNOWN_MODEL` */
  config(model: string, modelVersion?: string): ModelConfigAnswer {
    const { name, platform, inputs, outputs } = this.metadata(model, modelVersion);
    const { backend } = this.registry.route({ model, modelVersion });
    const ofTensor = ({ name: tensor, datatype, shape: [, ...dims] }: (typeof outputs)[number]) => ({
      name: tensor,
      data_type: `TYPE_${datatype === 'BYTES' ? 'STRING' : datatype}`,
      dims: dims.length > 0 ? dims : [1],
    });
    const [input, output] = [inputs.map(ofTensor), outputs.map(ofTensor)];
    return { name, platform, backend: backend.name, max_batch_size: maxRows, input, output };
  }

  /** Of all loaded models, or of one. @throws InvalidError `UNKNOWN_MODEL` */
  statistics(model?: string, modelVersion?: string): ProtocolStatistics[] {
    if (model === undefined) return this.registry.ready().map(statisticsOf);
    if (modelVersion !== undefined) return [statisticsOf(this.registry.loaded(model, modelVersion))];
    this.registry.servingOf(model);
    const loaded = this.registry.ready().filter(({ card }) => card.name === model);
    return loaded.map(statisticsOf);
  }

  /** Every version in the models' folder; on request only those that answer. */
  async index(readyOnly: boolean): Promise<RepositoryEntry[]> {
    const versions = await this.registry.index();
    const entries = versions.map((view) => ({ ...view, state: states[view.state] }));
    return entries.filter(({ state }) => !readyOnly || state === 'READY');
  }

  /** @throws InvalidError `UNKNOWN_MODEL`; UnavailableError `MODEL_UNAVAILABLE` */
  async load(model: string, modelVersion?: string): Promise<void> {
    // The name becomes a path.
    if (modelNamePattern.test(model)) return this.registry.load(model, modelVersion);
    throw new InvalidError('UNKNOWN_MODEL', `there is no model ${quoted(model)}`);
  }

  /** @throws InvalidError `UNKNOWN_MODEL`, `MODEL_CONFLICT` */
  async unload(model: string): Promise<void> {
    await this.registry.unload(model);
  }
}
