import { readConfig } from '../../configuration.js';
import { findPictures } from '../console/find-pictures.js';
import { ClaimCheck } from '../../storage/claim-check.js';
import { PicturePublisher, type PublishOptions } from '../console/picture-publisher.js';
import { openBroker } from '../verification/open-broker.js';
import { countText } from '../verification/ledger.format.js';
import { atMostEvery } from '../../foundation/concurrency/at-most-every.js';
import { brokerOf } from './broker-option.js';
import { interruption } from './interruption.js';
import type { PublishFlags } from './publish.flags.js';
import { exitCodes, note, print, printLine, progress } from './terminal.js';

const progressMs = 1_000;

/** Publishes the pictures, reports progress and result, and sets the exit code. */
export async function runPublish(path: string, flags: PublishFlags): Promise<void> {
  const config = readConfig();
  const { maxImageBytes, maxImagePixels } = config.model;
  const name = brokerOf(flags.broker, config);
  const stop = interruption();
  const pictures = await findPictures(path, { maxImageBytes, maxImagePixels, labels: flags.labels === true });
  const broker = await openBroker(name, config);
  const publisher = new PicturePublisher(broker, {
    broker: name,
    topic: config.transport.topics.images,
    claimCheck: new ClaimCheck(config.fetching),
    model: flags.model?.name,
    modelVersion: flags.model?.version,
    rate: flags.rate ?? Infinity,
    limit: flags.limit ?? Infinity,
    stop,
    ...(flags.json ? inLines() : inWords),
  });
  try {
    await publisher.publish(pictures);
  } finally {
    await broker.close();
    if (flags.json) printLine('result', { broker: name, ...countsOf(publisher) });
    else {
      progress('');
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

const inWords: Listeners = {
  onSkipped: (file, reason) => note(`skipped ${file}: ${reason}`),
  onProgress: (publisher) => progress(progressText(publisher)),
};

const countsOf = ({ requestId, published, skipped, unknown, perSecond }: PicturePublisher) => ({
  requestId,
  published,
  skipped,
  unknown,
  imagesPerSecond: Math.round(perSecond),
});

const progressText = ({ published, skipped, perSecond }: PicturePublisher) =>
  `${countText(published)} published, ${countText(skipped)} skipped, ${Math.round(perSecond)} images/s`;

function summary({ published, skipped, unknown, requestId }: PicturePublisher, broker: string): string {
  const unclear = unknown > 0 ? `, ${countText(unknown)} that ${broker} has not confirmed` : '';
  return `${countText(published)} published on ${broker} as request ${requestId}, ${countText(skipped)} skipped${unclear}`;
}
