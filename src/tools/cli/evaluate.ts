import { Command } from 'commander';
import { dataOptions } from './train.js';
import type { EvaluateFlags } from './run-evaluate.js';

const help = `
--model is name@version or the newest version of a name, and may be given several times: all are asked for the same
images, in one table. Of class folders the share --test is taken by --seed, as train does it: give the same seed to
judge a model on what it has not learned, or --test 1 for every picture.

McNemar's test says for each pair of models how probable a difference at least as large is if they are equally good.

Exit codes: 0 all are measured; 2 one could not be.`;

export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description('measure models on labelled pictures: accuracy, calibration, speed, bytes')
    .requiredOption(
      '--model <model>',
      'needed: a model to measure; may be given several times',
      (model: string, others: readonly string[] = []) => [...others, model],
    );
  dataOptions(command);
  return command
    .option('--charts <folder>', 'draw the charts of each model into a folder of its own there')
    .option('--json', 'print the figures as JSON')
    .addHelpText('after', help)
    .action(async (flags: EvaluateFlags) => (await import('./run-evaluate.js')).runEvaluate(flags));
}
