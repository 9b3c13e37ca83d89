import { Command, Option } from 'commander';
import { readConfig } from '../../configuration.js';
import { readPredictions } from '../console/read-predictions.js';
import { predictionLine } from '../console/dashboard.format.js';
import { errorText } from '../../foundation/errors/app.error.js';
import { decodePrediction } from '../../events/prediction.codec.js';
import type { Prediction } from '../../events/prediction.event.js';
import type { ReceivedMessage } from '../../transport/broker.js';
import { brokerOf, brokerOption } from './broker-option.js';
import { interruption } from './interruption.js';
import { groupOption, wholeOption } from './options.js';
import { note, print } from './terminal.js';

interface Flags {
  readonly broker?: string;
  readonly group?: string;
  readonly from: 'earliest' | 'latest';
  readonly limit?: number;
  readonly json?: true;
}

const help = `
The predictions are read from their topic with the settings of the service (BROKERS, TOPIC_PREDICTIONS, addresses), in a
group that nobody else notices and that is deleted at the end. A group of --group stays, and goes on where it ended; it
may not be the service's own. Pub/Sub shows a new group nothing of what came before it, whatever --from says.

Ctrl-C ends it. Exit codes: 0 it was ended, or --limit was reached; 2 it could not be done.`;

export function consumeCommand(): Command {
  return new Command('consume')
    .description('print predictions as they come: label, confidence, image id, model')
    .addOption(brokerOption())
    .option('--group <name>', 'read as a member of this group, and keep it', groupOption)
    .addOption(
      new Option('--from <place>', 'where a new group starts: at the oldest prediction, or at those to come')
        .choices(['earliest', 'latest'])
        .default('latest'),
    )
    .option('--limit <count>', 'end after so many predictions', wholeOption(1, Number.MAX_SAFE_INTEGER))
    .option('--json', 'print each prediction as a line of JSON')
    .addHelpText('after', help)
    .action(run);
}

async function run({ broker: wanted, group, from, limit = Infinity, json }: Flags): Promise<void> {
  const config = readConfig();
  const broker = brokerOf(wanted, config);
  if (group === config.transport.groupId) {
    throw new Error(`--group ${group} is the service's own: it would miss what is printed here`);
  }
  const enough = new AbortController();
  const stop = AbortSignal.any([interruption(), enough.signal]);
  const topic = config.transport.topics.predictions;
  const onReady = () => note(`reading ${topic} on ${broker}; Ctrl-C ends`);
  let count = 0;
  const take = async (message: ReceivedMessage) => {
    const prediction = read(message);
    if (!prediction) return;
    if (count >= limit) throw new Error('as many are printed as were asked for');
    count += 1;
    const isLast = count === limit;
    await printed(json ? JSON.stringify(prediction) : predictionLine(prediction));
    if (isLast) enough.abort();
  };
  await readPredictions({ broker, config, group, from, stop, onReady, take });
}

function read(message: ReceivedMessage): Prediction | undefined {
  try {
    return decodePrediction(message);
  } catch (error) {
    note(`${message.topic}/${message.id} is no prediction: ${errorText(error)}`);
    return undefined;
  }
}

/** Resolves once the line is written, so that the broker delivers no more than the reader takes. */
function printed(line: string): Promise<void> {
  return new Promise((resolve, reject) => print(line, (error) => (error ? reject(error) : resolve())));
}
