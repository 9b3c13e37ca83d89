import { driverOf } from '../../src/transport/drivers/index.js';
import { randomInt } from 'node:crypto';
import type { ChaosFlags } from '../../src/tools/cli/chaos.js';
import { exitCodes, note, print, printJson } from '../../src/tools/cli/terminal.js';
import { countText, ledgerSentence, nameIds } from '../../src/tools/verification/ledger.format.js';
import { commandOutage, frozenProcess, type Outage } from './outage.js';
import { type ChaosReport, runChaos } from './run-chaos.js';
import type { FaultCounts } from './schedule.js';

/** What `seamline chaos` does; its options are in src/tools/cli/chaos.ts. */
export async function main(flags: ChaosFlags): Promise<void> {
  const seed = flags.seed ?? randomInt(2 ** 32);
  const brokerOutage = outageOf(flags);
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
  const started = performance.now();
  const say = (line: string) => {
    const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(7);
    (flags.json ? note : print)(`${seconds} s  ${line}`);
  };
  say(`${countText(flags.images)} images on ${flags.broker}, seed ${seed}`);
  const { images, broker, maxMinutes, databaseUrl, allowRemote } = flags;
  const counts = countsOf(flags, brokerOutage);
  const bounds = { maxMinutes, allowRemote, signal: interrupted.signal };
  const report = await runChaos({ images, broker, seed, counts, databaseUrl, brokerOutage, say, ...bounds });
  if (flags.json) printJson(report);
  else show(report);
  process.exitCode = report.ok ? exitCodes.ok : exitCodes.wrong;
}

function outageOf({ brokerCommand, brokerPid }: ChaosFlags): Outage | undefined {
  if (brokerCommand !== undefined) return commandOutage(brokerCommand);
  return brokerPid === undefined ? undefined : frozenProcess(brokerPid);
}

function countsOf(flags: ChaosFlags, brokerOutage: Outage | undefined): FaultCounts {
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
  print(
    `faults:   ${faults.length}; ${countText(duplicates)} events repeated, ${countText(corrupted)} broken`,
  );
  print(`pushed:   ${countText(confirmed)} images confirmed; ${report.failedRequests} requests failed`);
  print(`ledger:   ${ledgerSentence(ledger)}`);
  print(`topics:   ${countText(messages)} messages read back`);
  print(`missing:  ${missing.length}${missing.length > 0 ? `: ${nameIds(missing)}` : ''}`);
  print(`doubled:  ${doubled.length}${doubled.length > 0 ? `: ${nameIds(doubled)}` : ''}`);
  if (survivors.length > 0) print(`broken, but no dead letter: ${nameIds(survivors)}`);
  if (folder !== undefined) print(`logs and databases: ${folder}`);
  print(report.ok ? 'nothing lost, nothing doubled' : 'NOT every image has exactly one outcome');
}
