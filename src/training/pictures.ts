import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImagesInMemory } from './dataset/dataset.js';
import { confusionMatrix } from './charts/confusion-matrix.js';
import { curves } from './charts/curves.js';
import { mistakes } from './charts/mistakes.js';
import { reliabilityDiagram } from './charts/reliability-diagram.js';
import type { EpochFigures } from './checkpoint.js';
import type { Evaluation } from './evaluation.js';
import type { JudgedImage } from './statistics.js';

/** Writes `confusion-matrix.svg`, `reliability.svg` and `mistakes.svg`. */
export async function drawEvaluation(
  folder: string,
  title: string,
  {
    evaluation,
    all,
    dataset,
  }: { evaluation: Evaluation; all: readonly JudgedImage[]; dataset: ImagesInMemory },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { confusion, reliability, perClass } = evaluation;
  const labels = perClass.map(({ label }) => label);
  const files = {
    'confusion-matrix.svg': confusionMatrix(confusion, labels, `${title}: confusion matrix`),
    'reliability.svg': reliabilityDiagram(reliability, `${title}: reliability`),
    'mistakes.svg': await mistakes(all, dataset, `${title}: most confidently wrong`),
  };
  for (const [name, svg] of Object.entries(files)) await writeFile(join(folder, name), svg);
}

/** Writes `curves.svg`. */
export async function drawCurves(
  folder: string,
  title: string,
  history: readonly EpochFigures[],
): Promise<void> {
  await writeFile(join(folder, 'curves.svg'), curves(history, `${title}: training`));
}
