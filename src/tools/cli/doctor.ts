import { Command } from 'commander';
import type { Finding } from '../doctor/finding.js';
import { ownUrl } from './own-url.js';
import { exitCodes, exitWith, print, printJson } from './terminal.js';

interface Flags {
  readonly create: boolean;
  readonly json?: true;
}

const help = `
It reads the settings as the service does, and looks at each part that the roles of ROLES need: Node, settings, DATA_DIR,
ports, brokers (topics, subscriptions, and a message there and back on a topic of its own that is deleted), database,
models, backend, data set. Topics and data of the service are read, never changed.

Each line says ok, warning or wrong, and what to do. Exit codes: 0 nothing is wrong; 1 something is; 2 it could not be
found out.`;

export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'look at settings, brokers, database, models and machine, and say what is wrong and what helps',
    )
    .option(
      '--no-create',
      'for a service that may not create topics: missing ones count as wrong, and no message is sent',
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', help)
    .action(run);
}

async function run({ create, json }: Flags): Promise<void> {
  const { examine } = await import('../doctor/doctor.js');
  const findings: Finding[] = [];
  for await (const finding of examine({ create, ownUrl: ({ http }) => ownUrl(http) })) {
    findings.push(finding);
    if (!json) show(finding);
  }
  const count = (status: Finding['status']) => findings.filter((each) => each.status === status).length;
  const isWell = count('wrong') === 0;
  if (json) printJson({ ok: isWell, findings });
  else print(['', `${count('wrong')} wrong, ${count('warning')} warnings, ${count('ok')} ok`]);
  // Clients of brokers that never answered may hold the process.
  exitWith(isWell ? exitCodes.ok : exitCodes.wrong);
}

function show({ check, status, text, fix }: Finding): void {
  print(`${status.padEnd(7)}  ${check}: ${text}`);
  if (fix !== undefined) print(`${' '.repeat(9)}→ ${fix}`);
}
