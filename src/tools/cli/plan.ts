import { Command } from 'commander';
import { type Demand, type Plan, planOf } from '../planning/plan.js';
import { numberOption } from './options.js';
import { print, printJson, table } from './terminal.js';

interface Flags extends Demand {
  readonly json?: true;
}

const help = `
It only calculates: the costs are yours, from npm run bench on your machine with your model. What each number means, and
where another part becomes the limit: docs/scaling.md.`;

const cost = numberOption(0.001, 1e9);
const bytes = numberOption(1, 1e9);

export function planCommand(): Command {
  return new Command('plan')
    .description('calculate how many classifiers, partitions, rows and cores a rate of images takes')
    .requiredOption('--images-per-second <number>', 'the rate', numberOption(1, 1e9))
    .requiredOption('--model-micros <number>', 'µs of one core that the model takes for an image', cost)
    .requiredOption('--classifier-micros <number>', 'µs that the rest of the classifier takes', cost)
    .option('--busy <share>', 'how much of their time classifiers may work', numberOption(0.01, 1), 0.6)
    .option('--image-bytes <number>', 'an image on the broker, with its headers', bytes, 1_200)
    .option('--prediction-bytes <number>', 'a prediction on the broker, with its headers', bytes, 1_200)
    .option('--row-bytes <number>', 'a prediction in the database; assumed, not measured', bytes, 600)
    .option('--price-per-core-hour <number>', 'what a core costs for an hour', numberOption(0, 1e6), 0)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', help)
    .action(({ json, ...demand }: Flags) => {
      const plan = planOf(demand);
      if (json) printJson({ demand, plan });
      else print(table(rowsOf(plan)));
    });
}

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
