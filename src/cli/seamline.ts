#!/usr/bin/env node
import 'reflect-metadata';
import { CommanderError } from 'commander';
import { errorText } from '../errors/app.error.js';
import { createProgram } from './program.js';
import { exitCodes } from './terminal.js';

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.failed;
  } else {
    // Whatever the command has left open must not keep it from ending.
    process.stderr.write(`seamline: ${errorText(error)}\n`, () => process.exit(exitCodes.failed));
  }
}
