import type { DatabaseVerdict } from './verdict.js';

/** The values of a row: cardinality (21), data (22), integrity (23), program limits such as the size of an index key (54). */
const ofRow = /^(21|22|23|54)/;

/** Connection lost (08), shutting down (57P), a timeout (57014, 55P03, 25P03), a deadlock or a race (40). */
const ofPassing = /^(08...|57P..|57014|55P03|25P03|40...)$/;

/** Space and memory (53), disk (58), a standby (25006), logins and databases (28, 3D). */
const ofServer = /^(53...|58...|25006|28...|3D000)$/;

/**
 * Rights (42501), a missing schema, table or column, and what only a changed table says, because ours have neither
 * short columns (22001) nor foreign keys (23503), checks (23514) or exclusions (23P01).
 */
const ofTables = /^(42501|3F000|42P01|42703|22001|23503|23514|23P01)$/;

const ofDamage = /^XX00[12]$/;

/** A server that does not run, or that the network blocks. */
const socketCodes =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|E(HOST|NET)(UNREACH|DOWN)|ENOTFOUND|EAI_AGAIN)$/;

/** Texts of `pg` errors without a code. */
const clientTexts =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (has encountered a connection error|was closed)|Cannot use a pool)/;

/** Classifies an error of PostgreSQL, `pg` or the network. */
export function postgresVerdict(error: unknown): DatabaseVerdict {
  if (!(error instanceof Error)) return 'unclear';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (socketCodes.test(code) || ofPassing.test(code)) return 'passing';
  if (code === '') return clientTexts.test(error.message) ? 'passing' : 'unclear';
  if (ofDamage.test(code)) return 'damaged';
  if (ofServer.test(code)) return 'server';
  if (ofTables.test(code)) return 'tables';
  return /^[0-9A-Z]{5}$/.test(code) && ofRow.test(code) ? 'row' : 'unclear';
}
