import type { PostgresAddress, PostgresHost } from '../../foundation/config/postgres-url.js';

/** The servers, the database and the schema, for the log; neither user nor password. */
export function describeAddress({ hosts, database }: PostgresAddress, schema?: string): string {
  const isSocket = hosts.some(({ host }) => host?.startsWith('/'));
  const name = database === undefined ? '' : isSocket ? `, database ${database}` : `/${database}`;
  return `PostgreSQL ${hosts.map(nameOf).join(',')}${name}${schema === undefined ? '' : `, schema ${schema}`}`;
}

export function nameOf({ host = '(default host)', port }: PostgresHost): string {
  if (host.startsWith('/')) return `socket ${host}${port === undefined ? '' : ` of port ${port}`}`;
  return `${host.includes(':') ? `[${host}]` : host}${port === undefined ? '' : `:${port}`}`;
}
