#!/usr/bin/env node
import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { CommanderError } from 'commander';
import { errorText } from '../../foundation/errors/app.error.js';
import { endWhenUnread } from '../../unread-output.js';
import { createProgram } from './program.js';
import { exitCodes, note } from './terminal.js';

endWhenUnread();
// As `npm start` does; what the shell sets wins.
if (existsSync('.env')) process.loadEnvFile('.env');
try {
  const words = process.argv.slice(2);
  // The drivers of BROKER_DRIVERS are choices of commands, too. Asking for the version is about no command.
  if (words[0] !== '--version') await (await import('../../configuration.js')).loadDrivers();
  const program = await createProgram(words);
  program.hook('preAction', async (_, command) => {
    // A shell asks for completions at each Tab: they log nothing, and the logger takes longer to load than all the rest.
    if (command.name() === 'completion') return;
    const { logToStandardError } = await import('./log-to-standard-error.js');
    logToStandardError();
  });
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.failed;
  } else {
    // Whatever the command has left open must not keep it from ending.
    note(`seamline: ${errorText(error)}`, () => process.exit(exitCodes.failed));
  }
}
