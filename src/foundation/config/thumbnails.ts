import type { Environment } from './environment.js';

type Given = Pick<
  Environment,
  'THUMBNAILS' | 'THUMBNAILS_PER_SECOND' | 'THUMBNAILS_MAX_BYTES' | 'DATABASE_URL' | 'ROLES'
>;

export function thumbnailsOf(env: Given) {
  return {
    /** By the classifier of this process. */
    areKept: env.THUMBNAILS === 'auto' ? isUsual(env) : env.THUMBNAILS === 'on',
    /** At most so many, in one process. */
    perSecond: env.THUMBNAILS_PER_SECOND,
    /** Of all thumbnails in the database. */
    maxBytes: env.THUMBNAILS_MAX_BYTES,
  };
}

/** A process without the roles that have the database may run where the file of SQLite is not. */
const isUsual = ({ DATABASE_URL, ROLES }: Given) =>
  DATABASE_URL === undefined && (ROLES.includes('api') || ROLES.includes('results'));
