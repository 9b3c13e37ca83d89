import { Command } from 'commander';
import type { modelOf } from '../../foundation/config/model-names.js';
import { type Exported, LabelledExport } from '../console/labelled-export.js';
import { countText } from '../verification/ledger.format.js';
import { interruption } from './interruption.js';
import { modelOption, timeOption, wholeOption } from './options.js';
import { openService, type ServiceFlags, withServiceOptions } from './service-options.js';
import { exitCodes, print, printJson, progress } from './terminal.js';

interface Flags extends ServiceFlags {
  readonly labelled?: true;
  readonly to: string;
  readonly model?: ReturnType<typeof modelOf>;
  readonly since?: string;
  readonly until?: string;
  readonly request?: string;
  readonly imageSource?: string;
  readonly unsure?: true;
  readonly wrong?: true;
  readonly limit?: number;
  readonly json?: true;
}

const help = `
Pictures are kept of uploads and of images of the data set. Of what others publish a small one of at most 96 pixels is
kept where THUMBNAILS is on. They become <folder>/<label>/<image id>.png, which \`npm run train -- --data <folder>\` reads.

Exit codes: 0 everything is written; 1 some images had no picture, or it was interrupted; 2 it could not be done.`;

export function exportCommand(): Command {
  return withServiceOptions(new Command('export'))
    .description('write the images whose true label is known as a data set to train with')
    .option('--labelled', 'needed: says that only images whose true label is known are written')
    .requiredOption('--to <folder>', 'needed: a folder that is new or empty')
    .option('--model <model>', 'only what this model answered: name, or name@version', modelOption)
    .option('--since <time>', 'only images stored from then on, ISO 8601', timeOption)
    .option('--until <time>', 'only images stored before, ISO 8601', timeOption)
    .option('--request <id>', 'only images of this request')
    .option('--image-source <source>', 'only images whose event has this source')
    .option('--unsure', 'only what was predicted under UNSURE_BELOW')
    .option('--wrong', 'only what was predicted wrong')
    .option('--limit <count>', 'only the newest so many', wholeOption(1, Number.MAX_SAFE_INTEGER))
    .option('--json', 'print the summary as JSON')
    .addHelpText('after', help)
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  if (!flags.labelled)
    throw new Error('say --labelled: only images whose true label is known can be written');
  const stop = interruption();
  const exported = await new LabelledExport(openService(flags), {
    folder: flags.to,
    filter: filterOf(flags),
    limit: flags.limit ?? Infinity,
    stop,
    onProgress: ({ written }) => progress(`${countText(written)} written`),
  }).run();
  progress('');
  if (flags.json) printJson(exported);
  else print(summary(exported));
  const isComplete = exported.withoutPicture === 0 && !stop.aborted;
  process.exitCode = isComplete ? exitCodes.ok : exitCodes.wrong;
}

const filterOf = ({ model, since, until, request, imageSource, unsure, wrong }: Flags) => ({
  model: model?.name,
  modelVersion: model?.version,
  from: since,
  to: until,
  request,
  imageSource,
  unsure: unsure && 'true',
  wrong: wrong && 'true',
});

function summary({ folder, written, withoutPicture, labels }: Exported): string[] {
  const classes = Object.entries(labels);
  const lines = [
    `${countText(written)} images of ${classes.length} labels written to ${folder}, ${countText(withoutPicture)} had no picture`,
    ...classes.map(([label, count]) => `  ${label}: ${countText(count)}`),
  ];
  if (classes.length < 2) lines.push('training needs pictures of two labels at least');
  else lines.push(`to train with them: npm run train -- --name <name> --data ${folder}`);
  return lines;
}
