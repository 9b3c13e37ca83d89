import { join } from 'node:path';
import { expect } from 'vitest';
import { fleetRoles } from '../../../tools/chaos/fleet.js';
import { freePort } from '../../../tools/chaos/free-port.js';
import { RoleProcess } from '../../../tools/chaos/role-process.js';
import type { FrontDoor } from './front-door.js';

export type FleetRole = (typeof fleetRoles)[number];

export interface Earlier {
  readonly program: string;
  readonly roles: readonly FleetRole[];
}

const ownProgram = 'dist/main.js';

/** Keeps each role running, and replaces it as a deployment does: the new process is ready before the old one ends. */
export class Supervisor {
  private readonly running = new Map<FleetRole, RoleProcess>();

  constructor(
    private readonly settings: Readonly<Record<string, string>>,
    private readonly door: FrontDoor,
  ) {}

  /** @param earlier roles that run another program, and ran before the others started. */
  async start(earlier: Earlier = { program: ownProgram, roles: [] }): Promise<void> {
    const others = fleetRoles.filter((role) => !earlier.roles.includes(role));
    await Promise.all(earlier.roles.map((role) => this.launch(role, earlier.program)));
    await Promise.all(others.map((role) => this.launch(role, ownProgram)));
  }

  /** Answers the exit codes of the old processes, in the order of the roles. */
  async replaceEach(roles: readonly FleetRole[] = fleetRoles): Promise<(number | null | undefined)[]> {
    const codes: (number | null | undefined)[] = [];
    for (const role of roles) {
      const old = this.running.get(role);
      await this.launch(role, ownProgram);
      codes.push(await old?.stop());
    }
    return codes;
  }

  async kill(): Promise<void> {
    await Promise.all([...this.running.values()].map((role) => role.kill()));
  }

  private async launch(role: FleetRole, program: string): Promise<void> {
    const port = await freePort();
    const logFile = join(this.settings['DATA_DIR'] ?? '', `${role}.log`);
    const settings = { ...this.settings, PORT: String(port) };
    const launched = new RoleProcess(role, { program, settings, logFile });
    await launched.start();
    this.running.set(role, launched);
    if (role !== 'api') return;
    const isReady = async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).status;
    await expect.poll(isReady, { timeout: 30_000 }).toBe(200);
    this.door.leadTo(port);
  }
}
