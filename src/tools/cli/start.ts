import { Command } from 'commander';
import { printLine } from './terminal.js';

const help = `
It runs until Ctrl-C or SIGTERM, then ends what is in work. With --json the only line on standard output is
{"type":"ready","url":…,"grpc":…,"roles":[…],"brokers":[…],"readyAfterMs":…}.`;

export function startCommand(): Command {
  return new Command('start')
    .description('start the roles of ROLES on the brokers of BROKERS; docs/settings.md lists every setting')
    .option('--json', 'print a line of JSON once it is ready, and the log on standard error')
    .addHelpText('after', help)
    .action(async ({ json }: { json?: true }) => {
      const { runService } = await import('../../service.js');
      const ready = await runService(json ? 'stderr' : 'stdout');
      if (json) printLine('ready', ready);
    });
}
