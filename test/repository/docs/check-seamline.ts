import type { Command } from 'commander';
import { CommanderError } from 'commander';
import { createProgram } from '../../../src/tools/cli/program.js';

/** What the real tree of commands says against these words; nothing is run. */
export async function checkSeamline(words: readonly string[]): Promise<string | undefined> {
  const program = await createProgram();
  disarm(program);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? undefined : error.message;
    throw error;
  }
}

function disarm(command: Command): void {
  command.configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} });
  if (command.commands.length === 0) command.action(() => {});
  command.commands.forEach(disarm);
}
