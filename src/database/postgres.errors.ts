/** A server that is not there, or that the network keeps from us. */
const socketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/**
 * SQLSTATEs that no statement of ours causes: connection lost (08), resources used up, the disk among them (53), shutting
 * down or starting (57P), a timeout (57014, 55P03, 25P03), a deadlock or a race (40), a standby that takes no writes (25006),
 * a failing disk (58), and a server that does not let us in (28, 3D, 42501): until somebody mends that, messages are held.
 */
const sqlStates = /^(08...|53...|57P..|57014|55P03|25P03|40...|25006|58...|28...|3D000|42501)$/;

/** What `pg` says without a code. */
const clientTexts =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (has encountered a connection error|was closed)|Cannot use a pool)/;

/** True when PostgreSQL is away or busy; false for what a statement or its values are guilty of. */
export function isPostgresAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string') {
    return socketCodes.has(error.code) || sqlStates.test(error.code);
  }
  return clientTexts.test(error.message);
}
