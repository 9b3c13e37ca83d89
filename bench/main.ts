// `npm run bench -- [questions]`: how fast Seamline is, beside the shortest scripts that do the same; see --help.
import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { numberOption } from '../src/tools/cli/options.js';
import { chartOf } from './chart.js';
import { type EngineName, engines } from './engines.js';
import { bestOf, type Figure, missed } from './figures.js';
import { Lab } from './lab.js';
import { benchModel } from './model.js';
import { type Ask, everyday, long } from './questions.js';
import { circumstances, tableOf } from './table.js';

interface Flags {
  readonly quick?: true;
  readonly check?: true;
  readonly json?: true;
  readonly svg?: string;
  readonly model: string;
  readonly backend?: EngineName;
  readonly flame: string;
  readonly full?: true;
  readonly minutes?: number;
}

const all: Readonly<Record<string, Ask>> = { ...everyday, ...long };
const names = Object.keys(all);

const program = new Command('bench')
  .description(
    'How fast Seamline is: its ratio to the raw clients and to the shortest scripts, in the same run.',
  )
  .argument('[questions...]', `some of ${names.join(', ')}; default: ${Object.keys(everyday).join(', ')}`)
  .option('--quick', 'fewer rounds of fewer images: under two minutes on a quiet machine')
  .option(
    '--check',
    'end with 1 when a ratio is worse than today by more than a fifth, also when asked again',
  )
  .option('--json', 'print the figures as JSON')
  .option('--svg <file>', 'draw the ratios into a file')
  .option('--flame <file>', 'flame: the profile that is written', 'flame.cpuprofile')
  .option('--model <name>', 'a model of models/, or the one that is made for comparisons', benchModel)
  .addOption(new Option('--backend <name>', 'what computes on Kafka').choices(engines))
  .option('--full', 'growth: also with 1,000,000 images')
  .option(
    '--minutes <number>',
    'begin nothing further after so many, and say what is left out; growth: 10 unless given',
    numberOption(0, 1_000),
  )
  .showHelpAfterError();

program.parse();
const flags = program.opts<Flags>();
const asked = program.args.length > 0 ? program.args : Object.keys(everyday);
const unknown = asked.find((name) => !(name in all));
if (unknown !== undefined) program.error(`there is no question "${unknown}"; allowed: ${names.join(', ')}`);

const settings = {
  quick: flags.quick === true,
  rounds: flags.quick ? 3 : 5,
  model: flags.model,
  backend: flags.backend,
  flame: flags.flame,
  full: flags.full === true,
  minutes: flags.minutes,
};
const lab = await Lab.open(settings);
try {
  const figures: Figure[] = [];
  for (const name of asked) if (lab.mayBegin(name)) figures.push(...(await answer(name)));
  if (flags.svg) writeFileSync(flags.svg, await chartOf(figures));
  report(figures);
  if (flags.check && missed(figures).length > 0) process.exitCode = 1;
} finally {
  await lab.close();
}
process.exit();

/** A question that is missed is asked once more: a neighbour may have disturbed it. */
async function answer(name: string): Promise<Figure[]> {
  const first = await timed(name);
  if (!flags.check || missed(first).length === 0 || !lab.mayBegin(`${name}, asked again`)) return first;
  lab.report(`${name}: missed, asked again\n`);
  return bestOf(first, await timed(name));
}

async function timed(name: string): Promise<Figure[]> {
  const start = performance.now();
  const figures = await (all[name] as Ask)(lab);
  lab.report(`${name}: ${((performance.now() - start) / 1_000).toFixed(1)} s\n`);
  return figures;
}

function report(figures: readonly Figure[]): void {
  lab.report('');
  const on = circumstances(lab);
  const skipped = [...lab.skipped];
  if (flags.json) return void console.log(JSON.stringify({ on, figures, skipped }, undefined, 2));
  console.log(
    Object.entries(on)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
  );
  console.log(`\n${tableOf(figures)}`);
  for (const reason of skipped) console.log(`\nskipped: ${reason}`);
}
