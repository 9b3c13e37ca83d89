import { Command, InvalidArgumentError } from 'commander';
import { readConfig } from '../../configuration.js';
import type { modelOf } from '../../foundation/config/model-names.js';
import { findPictures } from '../console/find-pictures.js';
import { PicturePublisher, type PublishOptions } from '../console/picture-publisher.js';
import { printable } from '../../events/attribute-text.js';
import { openBroker } from '../verification/open-broker.js';
import { countText } from '../verification/ledger.format.js';
import { atMostEvery } from './at-most-every.js';
import { brokerOf, brokerOption } from './broker-option.js';
import { interruption } from './interruption.js';
import { modelOption, numberOption, wholeOption } from './options.js';
import { exitCodes, print, printLine } from './terminal.js';

const progressMs = 1_000;

interface Flags {
  readonly broker?: string;
  readonly rate?: number;
  readonly limit?: number;
  readonly model?: ReturnType<typeof modelOf>;
  readonly labels?: true;
  readonly json?: true;
}

const help = `
A folder is read with everything below it, in the order of the names; PNG, JPEG, WebP and GIF are published as they are.
IDX files of pictures (idx3, gzipped or plain) are those of the MNIST family. With --labels the true label of a picture
is the name of the first folder below <path> that it lies in; of IDX files it comes from the file of labels beside them,
with the names of labels.txt.

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
    .action(run);
}

async function run(path: string, flags: Flags): Promise<void> {
  const config = readConfig();
  const { maxImageBytes, maxImagePixels } = config.model;
  const name = brokerOf(flags.broker, config);
  const stop = interruption();
  const pictures = await findPictures(path, { maxImageBytes, maxImagePixels, labels: flags.labels === true });
  const broker = await openBroker(name, config);
  const publisher = new PicturePublisher(broker, {
    broker: name,
    topic: config.transport.topics.images,
    model: flags.model?.name,
    modelVersion: flags.model?.version,
    rate: flags.rate ?? Infinity,
    limit: flags.limit ?? Infinity,
    stop,
    ...(flags.json ? inLines() : inWordsFor(process.stderr.isTTY)),
  });
  try {
    await publisher.publish(pictures);
  } finally {
    await broker.close();
    if (flags.json) printLine('result', { broker: name, ...countsOf(publisher) });
    else {
      if (process.stderr.isTTY) say('');
      print(summary(publisher, name));
    }
  }
  const complete = publisher.skipped === 0 && !stop.aborted;
  process.exitCode = complete ? exitCodes.ok : exitCodes.wrong;
}

type Listeners = Pick<PublishOptions, 'onSkipped' | 'onProgress'>;

const inLines = (): Listeners => ({
  onSkipped: (file, reason) => printLine('skipped', { file, reason }),
  onProgress: atMostEvery(progressMs, (publisher) => printLine('progress', { ...countsOf(publisher) })),
});

const inWordsFor = (isTerminal: boolean): Listeners => ({
  onSkipped: (file, reason) => say(`skipped ${printable(file)}: ${reason}\n`),
  onProgress: (publisher) => isTerminal && say(progressText(publisher)),
});

const countsOf = ({ requestId, published, skipped, unknown, perSecond }: PicturePublisher) => ({
  requestId,
  published,
  skipped,
  unconfirmed: unknown,
  imagesPerSecond: Math.round(perSecond),
});

/** On a terminal over the line of progress, which the next one replaces. */
function say(text: string): void {
  process.stderr.write(process.stderr.isTTY ? `\r\u{1b}[K${text}` : text);
}

const progressText = ({ published, skipped, perSecond }: PicturePublisher) =>
  `${countText(published)} published, ${countText(skipped)} skipped, ${Math.round(perSecond)} images/s`;

function summary({ published, skipped, unknown, requestId }: PicturePublisher, broker: string): string {
  const unconfirmed = unknown > 0 ? `, ${countText(unknown)} that ${broker} has not confirmed` : '';
  return `${countText(published)} published on ${broker} as request ${requestId}, ${countText(skipped)} skipped${unconfirmed}`;
}

/** 0 would never end. */
function rateOption(text: string): number {
  const rate = numberOption(0, 1_000_000)(text);
  if (rate >= 0.001) return rate;
  throw new InvalidArgumentError('It must be a number from 0.001 to 1000000.');
}
