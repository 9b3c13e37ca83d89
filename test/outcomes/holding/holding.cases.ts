import { afterAll, beforeAll, describe, it } from 'vitest';
import { type OwnPostgres, startOwnPostgres } from '../../support/services/own-postgres.js';
import { findPgBouncer } from '../../support/services/pgbouncer.js';
import { withServer } from '../../support/services/with-server.js';
import { certificateFaults, tlsPlace } from './certificate.faults.js';
import type { Fault, Place } from './fault.js';
import { holdThrough, type Load } from './holding.case.js';
import {
  poolerFaults,
  poolerPlace,
  postgresDiskFaults,
  postgresFaults,
  postgresPlace,
} from './postgres.faults.js';
import { mountSmallDisk, noSmallDisk } from './small-disk.js';
import { sqliteDiskFaults, sqliteFaults, sqlitePlace, sqliteRightsFaults } from './sqlite.faults.js';

const timeout = 300_000;
const bouncer = await findPgBouncer();

/**
 * @param postgres what `inject('postgres')` returns.
 * @param chosen names of faults. Default: all.
 */
export function holdingCases(postgres: object, load: Load, chosen?: readonly string[]): void {
  /** @param lacking why the faults cannot be brought about here. */
  function eachOf<In extends Place>(
    faults: Readonly<Record<string, Fault<In>>>,
    place: () => Promise<In>,
    lacking?: string,
  ): void {
    for (const [name, fault] of Object.entries(faults)) {
      if (chosen && !chosen.includes(name)) continue;
      const title = lacking === undefined ? fault.name : `${fault.name} (${lacking})`;
      it.skipIf(lacking)(title, { timeout }, async () => holdThrough(fault, await place(), load));
    }
  }

  describe('SQLite', () => {
    eachOf(sqliteFaults, () => sqlitePlace());
    eachOf(sqliteRightsFaults, () => sqlitePlace(), noSmallDisk);
    eachOf(sqliteDiskFaults, async () => sqlitePlace(await mountSmallDisk(16)), noSmallDisk);
  });

  withServer('PostgreSQL', postgres, () => {
    describe('PostgreSQL', () => {
      let server: OwnPostgres;
      beforeAll(async () => {
        server = await startOwnPostgres();
      });
      afterAll(() => server?.stop());
      eachOf(postgresFaults, () => postgresPlace(server));
      eachOf(postgresDiskFaults, () => postgresPlace(server), noSmallDisk);
      const command = 'command' in bouncer ? bouncer.command : '';
      eachOf(
        poolerFaults,
        () => poolerPlace(server, command),
        command ? undefined : 'pgbouncer is not installed',
      );
    });

    describe('PostgreSQL', () => eachOf(certificateFaults, tlsPlace));
  });
}
