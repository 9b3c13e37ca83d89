import { Logger } from '@nestjs/common';
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

/** Writes `confusion-matrix.svg`, `reliability.svg` and `mistakes.svg`, where ECharts is installed. */
export async function drawEvaluation(
  folder: string,
  title: string,
  {
    evaluation,
    all,
    dataset,
  }: { evaluation: Evaluation; all: readonly JudgedImage[]; dataset: ImagesInMemory },
): Promise<void> {
  if (!(await canDraw())) return;
  await mkdir(folder, { recursive: true });
  const { confusion, reliability, perClass } = evaluation;
  const labels = perClass.map(({ label }) => label);
  const files = {
    'confusion-matrix.svg': await confusionMatrix(confusion, labels, `${title}: confusion matrix`),
    'reliability.svg': await reliabilityDiagram(reliability, `${title}: reliability`),
    'mistakes.svg': await mistakes(all, dataset, `${title}: most confidently wrong`),
  };
  for (const [name, svg] of Object.entries(files)) await writeFile(join(folder, name), svg);
}

/** Writes `curves.svg`, where ECharts is installed. */
export async function drawCurves(
  folder: string,
  title: string,
  history: readonly EpochFigures[],
): Promise<void> {
  if (!(await canDraw())) return;
  await writeFile(join(folder, 'curves.svg'), await curves(history, `${title}: training`));
}

/** A model is measured and written without its charts, too. */
async function canDraw(): Promise<boolean> {
  try {
    await import('echarts');
    return true;
  } catch {
    const advice = '`npm run train` and `npm run evaluate` install it, elsewhere `npm install echarts`';
    new Logger('Charts').warn(`no charts are drawn: the package echarts is not installed; ${advice}`);
    return false;
  }
}
