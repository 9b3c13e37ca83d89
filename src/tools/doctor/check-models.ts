import { join } from 'node:path';
import { initialServing, versionsOf } from '../../serving/classifier/initial-serving.js';
import type { Serving } from '../../serving/decisions/serving.js';
import type { Config } from '../../foundation/config/config.js';
import { AppError, errorText } from '../../foundation/errors/app.error.js';
import { Engine } from '../../serving/models/engine.js';
import { readModelCard } from '../../serving/models/model-card.js';
import type { BackendName } from '../../serving/models/backends/backend.js';
import { ModelFolders } from '../../serving/models/model-folders.js';
import { loadOnnxRuntime } from '../../serving/models/onnx/onnx-runtime.js';
import { loadTfjs, nativeAdvice } from '../../serving/models/tfjs.js';
import { type Finding, ok, wrong } from './finding.js';

/** What computes, in words, and how it is loaded. */
const engines = {
  onnx: { title: 'ONNX Runtime', load: async () => loadOnnxRuntime() },
  node: { title: 'native TensorFlow', load: () => loadTfjs('node') },
  wasm: { title: 'wasm', load: () => loadTfjs('wasm') },
  cpu: { title: 'plain JavaScript', load: () => loadTfjs('cpu') },
} as const;
type EngineName = keyof typeof engines;
const engineOf = {
  onnx: 'onnx',
  savedmodel: 'node',
  layers: 'node',
  wasm: 'wasm',
  cpu: 'cpu',
} as const satisfies Record<BackendName, EngineName>;

/**
 * Every version that a start would load: its folder, its card, its checksums, and its network's answer.
 *
 * @param decided what is decided, by the model.
 */
export async function checkModels(config: Config, decided: ReadonlyMap<string, Serving>): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name } of config.model.served) {
    try {
      const versions = versionsOf(await initialServing(name, config.model, decided.get(name)));
      for (const version of versions) findings.push(await checkModel(name, version, config));
    } catch (error) {
      findings.push(failed(`model ${name}`, error));
    }
  }
  return findings;
}

async function checkModel(name: string, version: string, { model, dataset }: Config): Promise<Finding> {
  const check = `model ${name}@${version}`;
  try {
    const folders = new ModelFolders(model.directory);
    const directory = await folders.directory(name, version);
    folders.checkCard(name, version, await readModelCard(directory));
    const cacheDirectory = join(dataset.cacheDir, 'graphs');
    // Opening runs a blank image, and checks that the answer is one probability for each label.
    const engine = await Engine.open(directory, {
      backend: model.backend,
      workers: 1,
      batchSize: 2,
      cacheDirectory,
    });
    const { card, backend } = engine;
    await engine.dispose();
    const sums = card.files ? 'checksums are right' : 'its card names no checksums';
    return ok(check, `answers on ${backend.name} with ${card.labels.length} labels; ${sums}`);
  } catch (error) {
    return failed(check, error);
  }
}

function failed(check: string, error: unknown): Finding {
  const code = error instanceof AppError ? error.code : undefined;
  const fix =
    code === 'UNKNOWN_MODEL'
      ? 'name in MODELS a model of MODELS_DIR, or put the model there (docs/models.md)'
      : code === 'BAD_CONFIG'
        ? 'choose another BACKEND, such as auto'
        : 'correct that file, or copy the whole folder of the model once more (docs/models.md)';
  return wrong(check, errorText(error), fix);
}

/** The engines that run here; wrong only when `BACKEND` names one that does not. */
export async function checkBackends({ model: { backend } }: Config): Promise<Finding> {
  const works: EngineName[] = [];
  const refusals: string[] = [];
  for (const [name, { load }] of Object.entries(engines) as [EngineName, (typeof engines)[EngineName]][]) {
    try {
      await load();
      works.push(name);
    } catch (error) {
      refusals.push(errorText(error));
    }
  }
  const titles = works.map((name) => engines[name].title).join(', ') || 'nothing';
  const text = [`works: ${titles}`, ...refusals].join('; ');
  const needed = backend === 'auto' ? works[0] : engineOf[backend];
  if (needed && works.includes(needed)) return ok('backend', text);
  const help = needed === 'node' ? `${nativeAdvice}; or set` : 'set';
  return wrong('backend', `BACKEND=${backend} cannot run here; ${text}`, `${help} BACKEND=auto`);
}
