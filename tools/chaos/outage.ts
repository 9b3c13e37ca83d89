import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import Libsql from 'libsql';
import type { Fleet } from './fleet.js';
import type { TcpGate } from './tcp-gate.js';

/** Takes a part away and brings it back; resolves when it is back. */
export type Outage = (durationMs: number) => Promise<void>;

const run = promisify(execFile);
const commandTimeoutMs = 180_000;
const retryMs = 20;

/** Nobody reaches the server for a while. */
export function gateOutage(gate: TcpGate): Outage {
  return async (durationMs) => {
    await gate.shut();
    await pause(durationMs);
    await gate.open();
  };
}

/** The server hangs: its connections stay open, nothing answers. */
export function frozenProcess(pid: number): Outage {
  return async (durationMs) => {
    process.kill(pid, 'SIGSTOP');
    try {
      await pause(durationMs);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  };
}

/** The command restarts the server, and ends when that is done. */
export function commandOutage(command: string): Outage {
  return async () => {
    await run('sh', ['-c', command], { timeout: commandTimeoutMs });
  };
}

/** The embedded broker is a file; it is gone when every process that has it open dies. */
export function fleetOutage(fleet: Fleet): Outage {
  return async () => {
    await fleet.kill();
    await fleet.start();
  };
}

/** Another process holds the database's only write lock. */
export function lockedSqlite(file: string): Outage {
  return async (durationMs) => {
    const database = new Libsql(file, { timeout: 0 });
    try {
      await untilLocked(database);
      await pause(durationMs);
      database.exec('rollback');
    } finally {
      database.close();
    }
  };
}

async function untilLocked(database: Libsql.Database): Promise<void> {
  for (;;) {
    try {
      database.exec('begin exclusive');
      return;
    } catch (error) {
      if (!String(error).includes('locked') && !String(error).includes('BUSY')) throw error;
      await pause(retryMs);
    }
  }
}
