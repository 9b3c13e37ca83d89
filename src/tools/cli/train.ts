import { Command, InvalidArgumentError, Option } from 'commander';
import { architectures } from '../../training/architectures.js';
import { weightFormats } from '../../training/weight-format.js';
import { nameOption, numberOption, wholeOption } from './options.js';
import type { TrainFlags } from './train.settings.js';

const help = `
--data is fashion-mnist, a folder of IDX files (train-images-idx3-ubyte and so on, also by EMNIST's and Kaggle's names),
a folder with one folder of pictures for each class, whose names become the labels, or a CSV of paths and labels. The model is written to <MODELS_DIR>/<name>/<version>/.

Ctrl-C keeps what is trained; the same command with --resume goes on. Training needs native TensorFlow: npm run native.

Exit codes: 0 the model is written; 1 it was stopped; 2 it could not be trained.`;

export function trainCommand(): Command {
  const command = new Command('train')
    .description('train a model on labelled pictures, measure it, and write its folder with card and charts')
    .requiredOption('--name <model>', 'needed: name of the model, of letters, digits, - and _', nameOption);
  dataOptions(command);
  trainingOptions(command);
  pictureOptions(command);
  return command
    .option(
      '--model-version <n>',
      'version to write, a number (default: the next free one)',
      wholeOption(1, 1e9),
    )
    .addOption(
      new Option(
        '--quantize <format>',
        'number format of the written weights; smaller ones may cost accuracy',
      )
        .choices(weightFormats)
        .default('float32'),
    )
    .option(
      '--folds <n>',
      'write no model, but report the accuracy of so many trainings (cross-validation)',
      wholeOption(2, 100),
    )
    .addOption(
      new Option('--resume', 'go on with the training of this name that was stopped').conflicts('folds'),
    )
    .option('--json', 'print lines of JSON: data, steps, epochs, folds, and the result')
    .addHelpText('after', help)
    .action(async (flags: TrainFlags) => (await import('./run-train.js')).runTrain(flags));
}

/** Also the options of `evaluate`, which uses the same images. */
export function dataOptions(command: Command): void {
  command
    .option('--data <source>', 'labelled pictures: fashion-mnist, a folder, or a CSV', 'fashion-mnist')
    .option('--transpose', "of IDX files: exchange rows and columns, as EMNIST's pictures need it")
    .option(
      '--test <share>',
      'of class folders: share of the pictures that is kept for the test',
      numberOption(0.01, 1),
      0.15,
    )
    .option(
      '--seed <n>',
      'decides all that is random: the same seed, the same split and the same model',
      wholeOption(0, 1_000_000),
      1,
    );
}

function trainingOptions(command: Command): void {
  const names = Object.keys(architectures);
  command
    .addOption(
      new Option('--arch <name>', 'network: lenet5 is the fastest, accurate the best and slowest')
        .choices(names)
        .default('fast'),
    )
    .option(
      '--epochs <n>',
      'how often all pictures are seen (default: as the network needs)',
      wholeOption(1, 10_000),
    )
    .option('--batch <n>', 'pictures in one step (default: as the network needs)', wholeOption(1, 4_096))
    .option('--rate <n>', 'highest learning rate (default: as the network needs)', numberOption(0, 10))
    .option(
      '--augment <kinds>',
      'how pictures change at random: none, or some of mirror,shift,erase (default: mirror,shift)',
      augmentOption,
    )
    .option(
      '--validation <share>',
      'share of the training pictures held out to judge each epoch',
      numberOption(0, 0.9),
      0.1,
    )
    .option(
      '--patience <epochs>',
      'stop after so many epochs that were no better; 0 never does',
      wholeOption(0, 10_000),
      10,
    )
    .option('--from <model>', 'begin with the weights of this model, which has the same network')
    .option('--teacher <model>', 'learn from the answers of this model, too (distillation)');
}

/** Class folders' pictures have any size; IDX files have one. */
function pictureOptions(command: Command): void {
  command
    .addOption(
      new Option('--size <WxH>', 'of class folders: width and height that pictures are brought to')
        .argParser(sizeOption)
        .default(sizeOption('32'), '32x32'),
    )
    .addOption(
      new Option('--colour <kind>', 'of class folders: whether colours are kept')
        .choices(['rgb', 'grey'])
        .default('rgb'),
    )
    .addOption(
      new Option('--fit <how>', 'of class folders: stretched to the size, whole with a border, or cut')
        .choices(['fill', 'contain', 'cover'])
        .default('fill'),
    );
}

function sizeOption(text: string): { width: number; height: number } {
  const [, width, height] = /^(\d{1,4})(?:x(\d{1,4}))?$/.exec(text) ?? [];
  const size = { width: Number(width), height: Number(height ?? width) };
  const allowed = (extent: number) => extent >= 16 && extent <= 512;
  if (allowed(size.width) && allowed(size.height)) return size;
  throw new InvalidArgumentError('It must be 16 to 512, or a width and a height such as 48x32.');
}

function augmentOption(text: string): readonly string[] {
  const kinds = text === 'none' ? [] : text.split(',');
  if (kinds.every((kind) => ['mirror', 'shift', 'erase'].includes(kind))) return kinds;
  throw new InvalidArgumentError('It must be none, or some of mirror, shift and erase, separated by commas.');
}
