import { Command } from 'commander';
import { programVersion } from '../../foundation/config/program-version.js';
import { apiKeyCommand } from './api-key.js';
import { chaosCommand } from './chaos.js';
import { completionCommand } from './completion.js';
import { consumeCommand } from './consume.js';
import { deadLettersCommand } from './dead-letters.js';
import { demoCommand } from './demo.js';
import { doctorCommand } from './doctor.js';
import { evaluateCommand } from './evaluate.js';
import { exportCommand } from './export.js';
import { planCommand } from './plan.js';
import { publishCommand } from './publish.js';
import { startCommand } from './start.js';
import { subscriptionsCommand } from './subscriptions.js';
import { topicsCommand } from './topics.js';
import { trainCommand } from './train.js';
import { verifyCommand } from './verify.js';
import { watchCommand } from './watch.js';

const help = `
Settings come from the environment, and from a file .env in this folder; docs/settings.md lists them.
Exit codes of every command: 0 done, and all is well; 1 done, and something is wrong, missing or left out; 2 it could not
be done. With --json a command prints JSON alone. Reference: docs/cli.md.`;

/** The whole tree of commands: a new one is a line here, and its section of docs/cli.md. */
const commands: Readonly<Record<string, readonly (() => Command)[]>> = {
  'Run and look:': [startCommand, demoCommand, doctorCommand, watchCommand],
  'Images and predictions:': [
    publishCommand,
    consumeCommand,
    verifyCommand,
    deadLettersCommand,
    exportCommand,
  ],
  'Models:': [trainCommand, evaluateCommand],
  'Set up and try:': [
    topicsCommand,
    subscriptionsCommand,
    apiKeyCommand,
    planCommand,
    completionCommand,
    chaosCommand,
  ],
};

/** It throws a `CommanderError` where commander would end the process. */
export function createProgram(): Command {
  const program = new Command('seamline')
    .description(
      'An event-driven image classifier on Kafka, Google Cloud Pub/Sub or a broker embedded in the process.',
    )
    .version(programVersion, '--version', 'print the version of Seamline')
    .commandsGroup('Set up and try:')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', help);
  for (const [group, members] of Object.entries(commands))
    for (const command of members) program.addCommand(command().helpGroup(group));
  settle(program);
  return program;
}

/** Subcommands, too, leave the exit code to their caller, and point to their help. */
function settle(command: Command): void {
  command.showHelpAfterError('(--help shows what is possible)').exitOverride();
  command.commands.forEach(settle);
}
