import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../configuration.js';
import type { ImportOptions } from '../importing/draft-card.js';
import { type Imported, importModel } from '../importing/import-model.js';
import { classifySamples, type SamplePicture } from '../importing/samples.js';
import { describeFound, describeImport, nextSteps, sampleLines } from './import.format.js';
import { exitCodes, note, print, printJson } from './terminal.js';

export interface ImportFlags extends ImportOptions {
  readonly to?: string;
  readonly samples?: string;
  readonly json?: true;
}

/** Imports a model and shows what was found, what its answers are, and how it is served. */
export async function runImport(
  path: string,
  { to, samples: folder, json, ...options }: ImportFlags,
): Promise<void> {
  // Before the import, so that a misspelt folder does not cost it.
  if (folder !== undefined && !existsSync(folder))
    throw new Error(`--samples ${folder}: there is no such folder`);
  const config = readConfig();
  const { backend, directory, maxImageBytes, maxImagePixels } = config.model;
  const cacheDirectory = join(config.dataset.cacheDir, 'graphs');
  const result = await importModel({
    path,
    options,
    modelsDirectory: to ?? directory,
    engine: { backend, workers: 1, batchSize: 2, cacheDirectory },
    found: (network) => (json ? undefined : print(describeFound(network))),
    look: async (imported) => {
      if (!json) print(describeImport(imported));
      const limits = { maxImageBytes, maxImagePixels };
      const samples = folder ? await classifySamples(imported.engine, folder, limits) : [];
      if (!json) print(sampleLines(samples));
      for (const { picture, error } of samples) if (error) note(`skipped ${picture}: ${error}`);
      return { samples, facts: factsOf(imported) };
    },
  });
  const { samples, facts } = result.looked;
  if (json) printJson({ folder: result.folder, ...facts, samples });
  else print(nextSteps(result.folder, to));
  process.exitCode = samples.some(isUnread) ? exitCodes.wrong : exitCodes.ok;
}

const isUnread = ({ error }: SamplePicture) => error !== undefined;

const factsOf = ({ model, facts, bytes, card, output, engine }: Imported) => ({
  found: { format: model.format, kind: facts.kind, bytes, input: facts.input, outputs: facts.outputs },
  card: { ...card, ...output },
  backend: engine.backend.name,
});
