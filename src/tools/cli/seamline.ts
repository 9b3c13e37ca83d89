#!/usr/bin/env node
import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { CommanderError } from 'commander';
import { loadDrivers } from '../../configuration.js';
import { errorText } from '../../foundation/errors/app.error.js';
import { ProgramLogger } from '../../operations/logging/program.logger.js';
import { Redaction } from '../../operations/logging/redaction.js';
import { endWhenUnread } from '../../unread-output.js';
import { createProgram } from './program.js';
import { exitCodes } from './terminal.js';

endWhenUnread();
// Standard output is for results.
Logger.overrideLogger(new ProgramLogger('log', new Redaction([]), 'stderr'));
// As `npm start` does; what the shell sets wins.
if (existsSync('.env')) process.loadEnvFile('.env');
try {
  await loadDrivers();
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.failed;
  } else {
    // Whatever the command has left open must not keep it from ending.
    process.stderr.write(`seamline: ${errorText(error)}\n`, () => process.exit(exitCodes.failed));
  }
}
