import { Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { Database } from '../../outcomes/database/database.js';

/** Counts the database's failures. */
@Injectable()
export class DatabaseMetrics {
  constructor(registry: Registry, database: Database) {
    const errors: Counter<'code'> = new Counter({
      name: 'seamline_database_errors_total',
      help: 'Errors of the database that are no fault of a row, by its own code (SQLSTATE, SQLITE_…, of Node) or none',
      labelNames: ['code'],
      registers: [registry],
      collect: () => {
        errors.reset();
        for (const [code, count] of database.troubles.codes) errors.inc({ code }, count);
      },
    });
  }
}
