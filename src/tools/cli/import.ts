import { Command, Option } from 'commander';
import { outputKinds } from '../../serving/models/card-words.js';
import { scalings } from '../importing/scalings.js';
import { nameOption, wholeOption } from './options.js';
import type { ImportFlags } from './run-import.js';

const help = `
<path> is an ONNX file; a folder with model.json and its weights, as TensorFlow.js, tensorflowjs_converter or Teachable
Machine writes it; or a folder with one ONNX file. Only the network and its weights are copied, and no code of it runs.

What the files do not say is asked for on a terminal; elsewhere the missing options are named. The kind of output is
found out by running the network: give --output where that is wrong. A card can be changed later: docs/models.md.

Exit codes: 0 the model is written; 1 it is written, but a sample could not be read; 2 it could not be imported.`;

export function importCommand(): Command {
  return new Command('import')
    .description(
      'bring a model from PyTorch, Keras, scikit-learn, Teachable Machine or TensorFlow.js, check and write it',
    )
    .argument('<path>', 'an ONNX file, or the folder of a model')
    .option('--name <model>', 'name of the model, of letters, digits, - and _', nameOption)
    .option(
      '--model-version <n>',
      'version to write, a number (default: the next free one)',
      wholeOption(1, 1e9),
    )
    .option(
      '--labels <file or list>',
      'labels in the order of the output: a file with one a line, or cat,dog,bird',
    )
    .addOption(new Option('--preset <name>', 'how the network was trained to see pixels').choices(scalings))
    .option(
      '--size <WxHxC>',
      'width, height and channels of its pictures, where the file leaves them open: 224x224x3',
    )
    .addOption(new Option('--output <kind>', 'what its values are (default: found out)').choices(outputKinds))
    .option('--to <folder>', 'the folder of models (default: MODELS_DIR)')
    .option('--samples <folder>', 'pictures to show its three likeliest labels of')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', help)
    .action(async (path: string, flags: ImportFlags) =>
      (await import('./run-import.js')).runImport(path, flags),
    );
}
