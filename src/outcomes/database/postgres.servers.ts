import type { PostgresPool } from 'kysely';
import type { PostgresServer } from './postgres.server.js';
import type { PostgresSession } from './postgres.session.js';

interface NamedServer {
  /** Its address, for errors. */
  readonly name: string;
  readonly server: PostgresServer;
}

/** The servers of one database. A new connection goes to the one that worked last, else to the next that fits. */
export class PostgresServers {
  private current = 0;

  /** @param servers in the order of the URL; at least one. */
  constructor(private readonly servers: readonly NamedServer[]) {}

  /** Kysely's type also wants cursors, which Seamline does not use. */
  asPool(): PostgresPool {
    return this as unknown as PostgresPool;
  }

  /** @throws what each server says; for a single one its own error. */
  async connect(): Promise<PostgresSession> {
    const { servers, current } = this;
    const inTurn = [...servers.slice(current), ...servers.slice(0, current)];
    const failures: { name: string; error: unknown }[] = [];
    for (const candidate of inTurn) {
      try {
        const session = await candidate.server.connect();
        this.current = servers.indexOf(candidate);
        return session;
      } catch (error) {
        if (servers.length === 1 || isSameEverywhere(error)) throw error;
        failures.push({ name: candidate.name, error });
      }
    }
    const texts = failures.map(({ name, error }) => `${name}: ${textOf(error)}`);
    const last = failures.at(-1)?.error;
    throw Object.assign(new Error(texts.join('; '), { cause: last }), { code: codeOf(last) });
  }

  async end(): Promise<void> {
    await Promise.all(this.servers.map(({ server }) => server.end()));
  }
}

/** A wrong password, or no free connection of our own, is no reason to ask the next server. */
function isSameEverywhere(error: unknown): boolean {
  return codeOf(error).startsWith('28') || textOf(error).startsWith('timeout exceeded when trying');
}

const codeOf = (error: unknown) => String((error as { code?: unknown }).code ?? '');

const textOf = (error: unknown) => (error instanceof Error && error.message) || codeOf(error);
