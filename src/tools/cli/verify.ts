import { Command } from 'commander';
import type { Config } from '../../foundation/config/config.js';
import { readConfig } from '../../configuration.js';
import { TopicReader } from '../verification/topic-reader.js';
import { verify, type Verification } from '../verification/verify.js';
import { countText, ledgerSentence, nameIds } from '../verification/ledger.format.js';
import { wholeOption } from './options.js';
import { openService, type ServiceFlags, withServiceOptions } from './service-options.js';
import { exitCodes, print, printJson } from './terminal.js';

interface Flags extends ServiceFlags {
  readonly request?: string;
  readonly wait: number;
  readonly topics?: true;
  readonly json?: true;
}

const help = `
With --topics the brokers of BROKERS are read with the settings of the environment (topics, group, addresses), by a
group that is deleted afterwards. Pub/Sub shows a new subscription nothing of what came before it, so there only what
comes during --wait can be compared.

Exit codes: 0 nothing is missing or doubled; 1 something is, and its ids are named; 2 it could not be found out.`;

export function verifyCommand(): Command {
  return withServiceOptions(new Command('verify'))
    .description('check that every accepted image has exactly one outcome, and name those that have not')
    .option('--request <id>', 'only this request (default: everything that the service knows)')
    .option('--wait <seconds>', 'wait so long for images in flight', wholeOption(0, 86_400), 0)
    .option('--topics', 'also read the topics, and compare their events with what is stored')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', help)
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  const config = readConfig();
  const service = openService(flags);
  const topics = flags.topics ? await openTopics(config) : [];
  try {
    const result = await verify(service, { requestId: flags.request, waitMs: flags.wait * 1_000, topics });
    if (flags.json) printJson(result);
    else show(result, config);
    process.exitCode = result.ok ? exitCodes.ok : exitCodes.wrong;
  } finally {
    await Promise.all(topics.map((reader) => reader.close()));
  }
}

function openTopics(config: Config): Promise<TopicReader[]> {
  return Promise.all(config.brokers.map((name) => TopicReader.open(name, config)));
}

function show(
  { ok, ledger, missing, doubled, messages, lag, undecodable }: Verification,
  config: Config,
): void {
  print(`ledger: ${ledgerSentence(ledger)}`);
  if (messages !== undefined)
    print(`topics: ${countText(messages)} messages on ${config.brokers.join(', ')}`);
  if (undecodable)
    print(
      `undecodable: ${countText(undecodable)} batches are dead letters; what other programs put in them has no name`,
    );
  if (lag) print(`lag: ${countText(lag)} messages that the service has not read yet`);
  if (ledger.inFlight > 0 || missing.length > 0) {
    print(`without an outcome: ${nameIds(missing, Math.max(missing.length, ledger.inFlight))}`);
  }
  if (doubled.length > 0) print(`doubled: ${nameIds(doubled)}`);
  print(ok ? 'nothing is missing, nothing is doubled' : 'NOT every image has exactly one outcome');
}
