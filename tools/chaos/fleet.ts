import { join } from 'node:path';
import type { Role } from '../../src/foundation/config/config.js';
import { RoleProcess } from './role-process.js';

/** The roles on an event’s way; the role `inference` is not among them. */
export const fleetRoles = ['api', 'classifier', 'results'] as const satisfies readonly Role[];

/** These roles, each a process of its own. */
export class Fleet {
  private readonly roles: ReadonlyMap<Role, RoleProcess>;

  /** @param folder where each role's output is kept, in a file of its name. */
  constructor(program: string, settings: Readonly<Record<string, string>>, folder: string) {
    this.roles = new Map(
      fleetRoles.map((role) => {
        const logFile = join(folder, `${role}.log`);
        return [role, new RoleProcess(role, { program, settings, logFile })];
      }),
    );
  }

  of(role: Role): RoleProcess {
    const process = this.roles.get(role);
    if (!process) throw new Error(`there is no role ${role}`);
    return process;
  }

  /** Roles that ended unexpectedly, and how often. */
  get crashes(): readonly { role: Role; crashes: number }[] {
    return this.all().filter(({ crashes }) => crashes > 0);
  }

  async start(): Promise<void> {
    await Promise.all(this.all().map((role) => role.start()));
  }

  async kill(): Promise<void> {
    await Promise.all(this.all().map((role) => role.kill()));
  }

  /** True if every role ends in order. */
  async stop(): Promise<boolean> {
    const codes = await Promise.all(this.all().map((role) => role.stop()));
    return codes.every((code) => code === 0);
  }

  private all(): RoleProcess[] {
    return [...this.roles.values()];
  }
}
