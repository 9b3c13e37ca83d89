#!/usr/bin/env node
import 'reflect-metadata';
import { Command, CommanderError } from 'commander';
import { errorText } from '../errors/app.error.js';
import { apiKeyCommand } from './api-key.js';
import { chaosCommand } from './chaos.js';
import { consumeCommand } from './consume.js';
import { deadLettersCommand } from './dead-letters.js';
import { demoCommand } from './demo.js';
import { publishCommand } from './publish.js';
import { startCommand } from './start.js';
import { exportCommand } from './export.js';
import { evaluateCommand } from './evaluate.js';
import { exitCodes } from './terminal.js';
import { trainCommand } from './train.js';
import { verifyCommand } from './verify.js';
import { watchCommand } from './watch.js';

const program = new Command('seamline')
  .description(
    'An event-driven image classifier on Kafka, Google Cloud Pub/Sub or a broker embedded in the process.',
  )
  .showHelpAfterError('(--help shows what is possible)')
  .exitOverride();

const commands = [
  startCommand(),
  demoCommand(),
  publishCommand(),
  consumeCommand(),
  watchCommand(),
  verifyCommand(),
  deadLettersCommand(),
  exportCommand(),
  apiKeyCommand(),
  chaosCommand(),
  trainCommand(),
  evaluateCommand(),
];
for (const command of commands) {
  program.addCommand(command.copyInheritedSettings(program));
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.failed;
  } else {
    // Whatever the command has left open must not keep it from ending.
    process.stderr.write(`seamline: ${errorText(error)}\n`, () => process.exit(exitCodes.failed));
  }
}
