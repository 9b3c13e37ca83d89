import { existsSync } from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { brokerNames } from '../../transport/drivers/index.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { wholeOption } from './options.js';

export interface ChaosFlags {
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

/** A tool of the repository, compiled as it runs; the package does not contain it. */
const chaos = new URL('../../../tools/chaos/main.ts', import.meta.url);
const loader = new URL('../../../scripts/typescript.mjs', import.meta.url);

const upTo = (highest: number) => wholeOption(0, highest);

const help = `
The roles api, classifier and results run as processes of their own, with topics, a group and a database that nobody
else uses and that are removed afterwards. Meanwhile some events are published again, in another order, or broken.
Brokers are found by the settings of the environment (KAFKA_BROKERS, PUBSUB_EMULATOR_HOST); embedded needs nothing.

Exit codes: 0 every image has exactly one outcome; 1 some have not, and are named; 2 the run could not be made.`;

export function chaosCommand(): Command {
  return new Command('chaos')
    .description(
      'break a service of its own on purpose, and account for every image (in the repository only)',
    )
    .option('--images <count>', 'images to push', wholeOption(1, 10_000_000), 2_000)
    .addOption(
      new Option('--broker <name>', 'broker to use').choices(brokerNames()).default(brokerNames()[0]),
    )
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

/** @throws InvalidError `NOT_FOUND` where the program was installed as a package, or runs from its image. */
async function run(flags: ChaosFlags): Promise<void> {
  if (!existsSync(fileURLToPath(chaos))) {
    throw new InvalidError(
      'NOT_FOUND',
      'chaos is part of the repository, not of the package: clone the repository and run `npm run chaos` there',
    );
  }
  register(loader.href);
  const { main } = (await import(chaos.href)) as { main(flags: ChaosFlags): Promise<void> };
  await main(flags);
}
