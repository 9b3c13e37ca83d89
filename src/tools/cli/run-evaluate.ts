import { join } from 'node:path';
import { readConfig } from '../../configuration.js';
import { ModelFolders } from '../../serving/models/model-folders.js';
import { judgeModel, type JudgedModel } from '../../training/judge-model.js';
import { mcnemar } from '../../training/mcnemar.js';
import { drawEvaluation } from '../../training/pictures.js';
import { print, printJson } from './terminal.js';
import { classTable, percent, numberTable } from './training.format.js';

export interface EvaluateFlags {
  readonly model: readonly string[];
  readonly data: string;
  readonly transpose?: true;
  readonly test: number;
  readonly seed: number;
  readonly charts?: string;
  readonly json?: true;
}

/** Measures the models one after the other, so that none disturbs another's speed. */
export async function runEvaluate({ model: models, charts, json, ...data }: EvaluateFlags): Promise<void> {
  const config = readConfig();
  const folders = new ModelFolders(config.model.directory);
  const { data: source, test: testShare, seed, transpose = false } = data;
  const choice = { source, testShare, seed, transpose };
  const judged: JudgedModel[] = [];
  for (const model of models) judged.push(await judgeModel(model, choice, folders, config));
  if (json) printJson(figuresOf(judged));
  else show(judged);
  if (!charts) return;
  for (const { model, evaluation, verdicts: all, test } of judged) {
    const folder = join(charts, model);
    await drawEvaluation(folder, model, { evaluation, all, dataset: test.dataset });
    if (!json) print(`charts of ${model}: ${folder}`);
  }
}

function figuresOf(judged: readonly JudgedModel[]) {
  return {
    models: judged.map(({ model, evaluation, speed, bytes }) => ({ model, bytes, speed, evaluation })),
    mcnemar: pairs(judged).map(([first, second]) => ({
      first: first.model,
      second: second.model,
      ...mcnemar(first.verdicts, second.verdicts),
    })),
  };
}

function show(judged: readonly JudgedModel[]): void {
  const backends = [...new Set(judged.flatMap(({ speed }) => speed.map(({ backend }) => backend)))];
  const head = backends.flatMap((backend) => [`${backend}/s`, 'p50 ms', 'p99 ms']);
  const rows = judged.map(({ model, evaluation, bytes, speed }) => [
    model,
    percent(evaluation.accuracy),
    percent(evaluation.calibrationError),
    String(bytes),
    ...backends.flatMap((backend) => {
      const own = speed.find((each) => each.backend === backend);
      return [own?.imagesPerSecond, own?.p50Ms, own?.p99Ms].map((figure) => String(figure ?? '-'));
    }),
  ]);
  print(`${judged[0]?.evaluation.images ?? 0} images`);
  print(numberTable([['model', 'accuracy', 'calibration error', 'bytes', ...head], ...rows]));
  const [only] = judged;
  if (only && judged.length === 1) print(classTable(only.evaluation));
  for (const [first, second] of pairs(judged)) {
    const { onlyFirst, onlySecond, p } = mcnemar(first.verdicts, second.verdicts);
    print(
      `${first.model} against ${second.model}: ${onlyFirst} images only the first labels right, ${onlySecond} only ` +
        `the second; McNemar p ${p < 0.001 ? 'below 0.001' : p.toFixed(3)}`,
    );
  }
}

function pairs<T>(list: readonly T[]): (readonly [T, T])[] {
  return list.flatMap((first, at) => list.slice(at + 1).map((second) => [first, second] as const));
}
