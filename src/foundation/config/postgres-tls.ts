import { choiceOf, refuse } from './url-mistake.js';

/** How a connection to PostgreSQL is encrypted, in the meaning of libpq. */
export interface PostgresTls {
  /** Default: `prefer`. `no-verify` is `require` that never verifies, as `pg` has it. */
  readonly mode: TlsMode;
  /** A file of authorities, or `system` for those of Node. */
  readonly rootCert: string | undefined;
  /** Files of the client's certificate and key. */
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** Encrypts from the first byte, without asking the server before. */
  readonly direct: boolean;
}

export type TlsMode = (typeof modes)[number];

const modes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify'] as const;
const strict: readonly TlsMode[] = ['require', 'verify-ca', 'verify-full', 'no-verify'];

/** @throws UrlMistake for a combination that would protect less than it says. */
export function postgresTlsOf(given: ReadonlyMap<string, string>): PostgresTls {
  const [rootCert, cert, key] = [given.get('sslrootcert'), given.get('sslcert'), given.get('sslkey')];
  const mode = choiceOf(given, 'sslmode', modes) ?? modeWithout(given, rootCert);
  const direct = choiceOf(given, 'sslnegotiation', ['postgres', 'direct'] as const) === 'direct';
  choiceOf(given, 'uselibpqcompat', ['true'] as const);
  if (mode === 'verify-ca' && rootCert === undefined)
    refuse(
      'a URL with sslmode=verify-ca only together with sslrootcert=FILE; sslmode=verify-full needs none',
    );
  if (rootCert === 'system' && mode !== 'verify-full')
    refuse('a URL with sslrootcert=system only together with sslmode=verify-full');
  if ((cert === undefined) !== (key === undefined)) refuse('a URL with sslcert and sslkey together');
  if (direct && !strict.includes(mode))
    refuse('a URL with sslnegotiation=direct only together with sslmode=require or a stronger one');
  return { mode, rootCert, cert, key, direct };
}

/** `ssl=true` comes from JDBC, and libpq reads it as `require`. */
function modeWithout(given: ReadonlyMap<string, string>, rootCert: string | undefined): TlsMode {
  const ssl = given.get('ssl');
  if (ssl !== undefined && ssl !== 'true') refuse('a URL with ssl=true, or sslmode instead of it');
  if (rootCert === 'system') return 'verify-full';
  return ssl === 'true' ? 'require' : 'prefer';
}

/** The URL with `PGSSLMODE`, which counts where the URL itself says nothing of encryption. */
export function withTlsMode(url: string, mode: string | undefined): string {
  if (mode === undefined || /[?&](sslmode|ssl|sslrootcert)=/.test(url)) return url;
  return `${url}${url.includes('?') ? '&' : '?'}sslmode=${encodeURIComponent(mode)}`;
}
