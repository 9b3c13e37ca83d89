import { randomInt } from 'node:crypto';
import { Command, Option } from 'commander';
import { commandOutage, frozenProcess, type Outage } from '../chaos/outage.js';
import { type ChaosReport, runChaos } from '../chaos/run-chaos.js';
import type { FaultCounts } from '../chaos/schedule.js';
import { brokerNames, driverOf } from '../../transport/drivers/index.js';
import { inWords, ledgerSentence, nameIds } from '../verification/words.js';
import { wholeOption } from './options.js';
import { exitCodes, print, printJson } from './terminal.js';

interface Flags {
  readonly images: number;
  readonly broker: string;
  readonly seed?: number;
  readonly kills: number;
  readonly resultsKills: number;
  readonly apiKills: number;
  readonly slowdowns: number;
  readonly brokerRestarts?: number;
  readonly databaseOutages: number;
  readonly brokerCommand?: string;
  readonly brokerPid?: number;
  readonly databaseUrl?: string;
  readonly maxMinutes: number;
  readonly allowRemote?: true;
  readonly json?: true;
}

const upTo = (highest: number) => wholeOption(0, highest);

const help = `
The roles api, classifier and results run as processes of their own, with topics, a group and a database that nobody
else uses and that are removed afterwards. Meanwhile some events are published again, in another order, or broken.
Brokers are found by the settings of the environment (KAFKA_BROKERS, PUBSUB_EMULATOR_HOST); embedded needs nothing.

Exit codes: 0 every image has exactly one outcome; 1 some have not, and are named; 2 the run could not be made.`;

export function chaosCommand(): Command {
  return new Command('chaos')
    .description('break a service of its own on purpose, and account for every image')
    .option('--images <count>', 'images to push', wholeOption(1, 10_000_000), 2_000)
    .addOption(new Option('--broker <name>', 'broker to use').choices(brokerNames).default(brokerNames[0]))
    .option(
      '--seed <number>',
      'repeats the schedule of an earlier run, which printed it (default: at random)',
      upTo(2 ** 32 - 1),
    )
    .option('--kills <count>', 'times that the classifier is killed (kill -9)', upTo(1_000), 3)
    .option('--results-kills <count>', 'times that the role results is killed', upTo(1_000), 1)
    .option('--api-kills <count>', 'times that the role api is killed', upTo(1_000), 1)
    .option('--slowdowns <count>', 'times that the classifier hangs for some seconds', upTo(1_000), 1)
    .option(
      '--broker-restarts <count>',
      'times that the broker is away (default: 1 where that can be made)',
      upTo(100),
    )
    .option('--database-outages <count>', 'times that the database is away', upTo(100), 1)
    .option('--broker-command <command>', 'shell command that restarts the broker')
    .option('--broker-pid <pid>', 'process id of the broker, to be frozen instead', wholeOption(2, 2 ** 31))
    .option('--database-url <url>', 'an empty PostgreSQL database, instead of SQLite')
    .option('--max-minutes <count>', 'give up after so many minutes', wholeOption(1, 1_440), 15)
    .option('--allow-remote', 'use brokers and databases of other machines, too')
    .option('--json', 'print the result as JSON, and progress on standard error')
    .addHelpText('after', help)
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  const seed = flags.seed ?? randomInt(2 ** 32);
  const brokerOutage = outageOf(flags);
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
  const started = performance.now();
  const say = (line: string) => {
    const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(7);
    (flags.json ? process.stderr : process.stdout).write(`${seconds} s  ${line}\n`);
  };
  say(`${inWords(flags.images)} images on ${flags.broker}, seed ${seed}`);
  const { images, broker, maxMinutes, databaseUrl, allowRemote } = flags;
  const counts = countsOf(flags, brokerOutage);
  const bounds = { maxMinutes, allowRemote, signal: interrupted.signal };
  const report = await runChaos({ images, broker, seed, counts, databaseUrl, brokerOutage, say, ...bounds });
  if (flags.json) printJson(report);
  else show(report);
  process.exitCode = report.ok ? exitCodes.ok : exitCodes.wrong;
}

function outageOf({ brokerCommand, brokerPid }: Flags): Outage | undefined {
  if (brokerCommand !== undefined) return commandOutage(brokerCommand);
  return brokerPid === undefined ? undefined : frozenProcess(brokerPid);
}

function countsOf(flags: Flags, brokerOutage: Outage | undefined): FaultCounts {
  const { isFile = false, redirect } = driverOf(flags.broker);
  const possible = brokerOutage !== undefined || isFile || redirect !== undefined;
  return {
    'kill-classifier': flags.kills,
    'kill-results': flags.resultsKills,
    'kill-api': flags.apiKills,
    'slow-classifier': flags.slowdowns,
    'restart-broker': flags.brokerRestarts ?? (possible ? 1 : 0),
    'database-away': flags.databaseOutages,
  };
}

function show(report: ChaosReport): void {
  const { verification, confirmed, faults, duplicates, corrupted, survivors, folder } = report;
  const { ledger, missing, doubled, messages = 0 } = verification;
  print();
  print(`faults:   ${faults.length}; ${inWords(duplicates)} events repeated, ${inWords(corrupted)} broken`);
  print(`pushed:   ${inWords(confirmed)} images confirmed; ${report.failedRequests} requests failed`);
  print(`ledger:   ${ledgerSentence(ledger)}`);
  print(`topics:   ${inWords(messages)} messages read back`);
  print(`missing:  ${missing.length}${missing.length > 0 ? `: ${nameIds(missing)}` : ''}`);
  print(`doubled:  ${doubled.length}${doubled.length > 0 ? `: ${nameIds(doubled)}` : ''}`);
  if (survivors.length > 0) print(`broken, but no dead letter: ${nameIds(survivors)}`);
  if (folder !== undefined) print(`logs and databases: ${folder}`);
  print(report.ok ? 'nothing lost, nothing doubled' : 'NOT every image has exactly one outcome');
}
