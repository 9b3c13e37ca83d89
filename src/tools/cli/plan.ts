import { Command } from 'commander';
import { readConfig } from '../../configuration.js';
import type { ModelCost } from '../planning/cost-of-model.js';
import { type Demand, type Plan, planOf } from '../planning/plan.js';
import { modelOption, numberOption } from './options.js';
import { print, printJson, table } from './terminal.js';

interface Flags extends Omit<Demand, 'modelMicros'> {
  readonly model?: ReturnType<typeof modelOption>;
  readonly modelMicros?: number;
  readonly json?: true;
}

const help = `
--model measures a model of MODELS_DIR here, as a classifier runs it: its time and the memory that it takes. What the rest
takes is yours, from npm run bench on your machine. What each number means, and where another part becomes the limit:
docs/scaling.md.`;

const cost = numberOption(0.001, 1e9);
const bytes = numberOption(1, 1e9);

export function planCommand(): Command {
  return new Command('plan')
    .description('calculate how many classifiers, partitions, rows and cores a rate of images takes')
    .requiredOption('--images-per-second <number>', 'the rate', numberOption(1, 1e9))
    .option('--model <model>', 'measure this model (name or name@version) on this machine', modelOption)
    .option('--model-micros <number>', 'without --model: µs of one core that it takes for an image', cost)
    .requiredOption('--classifier-micros <number>', 'µs that the rest of the classifier takes', cost)
    .option('--busy <share>', 'how much of their time classifiers may work', numberOption(0.01, 1), 0.6)
    .option('--image-bytes <number>', 'an image on the broker, with its headers', bytes, 1_200)
    .option('--prediction-bytes <number>', 'a prediction on the broker, with its headers', bytes, 1_200)
    .option('--row-bytes <number>', 'a prediction in the database; assumed, not measured', bytes, 600)
    .option('--price-per-core-hour <number>', 'what a core costs for an hour', numberOption(0, 1e6), 0)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', help)
    .action(async ({ json, model, modelMicros, ...others }: Flags) => {
      const cost = await costOf(model, modelMicros);
      const demand = { ...others, modelMicros: cost.modelMicros };
      const plan = planOf(demand);
      if (json) printJson({ demand, plan, ...('backend' in cost && { measured: cost }) });
      else print(table([...rowsOf(plan), ...('backend' in cost ? rowsOfCost(cost) : [])]));
    });
}

async function costOf(
  model: Flags['model'],
  modelMicros: number | undefined,
): Promise<ModelCost | Pick<ModelCost, 'modelMicros'>> {
  if ((model === undefined) === (modelMicros === undefined))
    throw new Error('give --model or --model-micros, and not both');
  if (modelMicros !== undefined) return { modelMicros };
  const { costOfModel } = await import('../planning/cost-of-model.js');
  return costOfModel(readConfig(), model as NonNullable<typeof model>);
}

const rowsOfCost = ({ modelMicros, memoryMegabytes, batchSize, backend }: ModelCost): string[][] => [
  ['model', `${short(modelMicros)} µs`, `an image in batches of ${batchSize} on ${backend}, measured here`],
  ['memory of each', `${whole(memoryMegabytes)} MB`, 'taken here at most; a limit of twice that leaves room'],
];

function rowsOf(plan: Plan): string[][] {
  const rows = [
    ['classifiers', whole(plan.classifiers), `${whole(plan.imagesPerSecondEach)} images/s each at most`],
    ['WORKERS of each', whole(plan.workers), 'threads that compute the model'],
    ['cores', whole(plan.cores), `${plan.coresEach} each: one a worker and one for the rest`],
    ['partitions', whole(plan.partitions), 'of images; Pub/Sub needs none'],
    ['broker', `${short(plan.brokerMegabytesPerSecond)} MB/s`, 'in, and at least as much out'],
    ['database', `${whole(plan.rowsPerDay)} rows/day`, `${short(plan.databaseGigabytesPerDay)} GB/day`],
  ];
  const price = ['price', `${short(plan.pricePerMonth)} a month`, 'of the cores of the classifiers alone'];
  return plan.pricePerMonth > 0 ? [...rows, price] : rows;
}

const whole = (value: number): string => Math.round(value).toLocaleString('en');

const short = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 3 });
