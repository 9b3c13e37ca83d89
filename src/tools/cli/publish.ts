import { Command, InvalidArgumentError } from 'commander';
import { brokerOption } from './broker-option.js';
import { modelOption, numberOption, wholeOption } from './options.js';
import type { PublishFlags } from './publish.flags.js';

const help = `
A folder is read with everything below it, in the order of the names; PNG, JPEG, WebP, GIF, TIFF and AVIF are published
as they are. IDX files of pictures (idx3, gzipped or plain) are those of the MNIST family. With --labels the true label
of a picture is the name of the first folder below <path> that it lies in; of IDX files it comes from the file of labels
beside them, with the names of labels.txt.

The settings are those of the service (BROKERS, TOPIC_IMAGES, MAX_IMAGE_BYTES, addresses). All pictures are one request.

Exit codes: 0 everything is published; 1 something was skipped, and is named, or publishing was interrupted; 2 it could
not be done.`;

export function publishCommand(): Command {
  return new Command('publish')
    .description('publish pictures as events: a file, a folder, or an IDX file')
    .argument('<path>', 'a picture, a folder of pictures, or an IDX file')
    .addOption(brokerOption())
    .option('--rate <number>', 'pictures a second (default: as fast as the broker takes them)', rateOption)
    .option('--limit <count>', 'end after so many pictures', wholeOption(1, Number.MAX_SAFE_INTEGER))
    .option('--model <model>', 'the model that shall answer: name, or name@version', modelOption)
    .option('--labels', 'publish the true labels too, as the text below says')
    .option('--json', 'print lines of JSON: what was skipped, progress each second, and the result')
    .addHelpText('after', help)
    .action(async (path: string, flags: PublishFlags) => {
      const { runPublish } = await import('./run-publish.js');
      await runPublish(path, flags);
    });
}

/** 0 would never end. */
function rateOption(text: string): number {
  const rate = numberOption(0, 1_000_000)(text);
  if (rate >= 0.001) return rate;
  throw new InvalidArgumentError('It must be a number from 0.001 to 1000000.');
}
