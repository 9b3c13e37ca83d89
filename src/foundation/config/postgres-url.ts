import { InvalidError } from '../errors/app.error.js';
import { type PostgresTls, postgresTlsOf } from './postgres-tls.js';
import { choiceOf, refuse, UrlMistake } from './url-mistake.js';

/** Where PostgreSQL is and how to reach it. Contains the password: not for logs. */
export interface PostgresAddress {
  /** At least one, in the order in which they are tried. */
  readonly hosts: readonly PostgresHost[];
  /** Default, here and below: what the variables of libpq say (`PGUSER`, `PGPASSWORD`, `PGDATABASE`). */
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  readonly tls: PostgresTls;
  /** Which server to take. Default: any for one host; for several hosts one that can be written. */
  readonly target: Target;
  /** In seconds, for one server. */
  readonly connectTimeoutS: number | undefined;
  readonly applicationName: string | undefined;
  /** Options of the server's command line, such as `-c work_mem=64MB`. */
  readonly options: string | undefined;
  /** Binds the login to the encrypted connection, where the server can. */
  readonly channelBinding: boolean;
}

export interface PostgresHost {
  /** A name, an address, or the folder of a socket, which begins with `/`. Default: `PGHOST`, else `localhost`. */
  readonly host: string | undefined;
  /** Default: `PGPORT`, else 5432. */
  readonly port: number | undefined;
}

const targets = ['any', 'read-write', 'primary'] as const;
export type Target = (typeof targets)[number];

export const postgresUrlForm =
  'postgres://user:password@host:port/database, with / : @ ? # of the password percent-encoded';

const known = (
  'host port user password dbname target_session_attrs connect_timeout application_name options ' +
  'channel_binding sslmode sslrootcert sslcert sslkey sslnegotiation ssl uselibpqcompat'
).split(' ');
const schemaHint = ', because DATABASE_SCHEMA names the schema of the tables';
/** Parameters of other programs, and what takes their place. */
const hints: Readonly<Record<string, string>> = {
  schema: schemaHint,
  currentSchema: schemaHint,
  search_path: schemaHint,
  pgbouncer: ', because Seamline notices a pooler by itself',
};

/** An unescaped / or @ in a password would make its rest the host or the database, which the log names. */
const form = /^postgres(?:ql)?:\/\/(?:([^/?#]*)@)?([^/?#@]*)(?:\/([^?#@]*))?(?:\?([^#@]*))?$/;
const socketForm = /^socket:(?:\/\/([^/?#]*@)?)?(\/[^?#@]*)(?:\?([^#@]*))?$/;
const hostForm = /^(?:\[([\da-f:.]+(?:%\w+)?)\]|([^:[\]\s]*))(?::(\d*))?$/i;

/**
 * Reads the URLs of libpq, and `socket:/folder?db=name` as `pg` has it.
 *
 * @throws InvalidError `BAD_CONFIG` that names the wrong parameter and what is allowed, and never a password.
 */
export function parsePostgresUrl(url: string): PostgresAddress {
  const mistake = postgresUrlMistake(url);
  if (mistake !== undefined) throw new InvalidError('BAD_CONFIG', `the URL of PostgreSQL must be ${mistake}`);
  return addressOf(url);
}

/** What the URL must be and is not, in words; undefined for a good one. */
export function postgresUrlMistake(url: string): string | undefined {
  try {
    addressOf(url);
    return undefined;
  } catch (error) {
    if (error instanceof UrlMistake) return error.message;
    // A % that encodes nothing.
    if (error instanceof URIError) return postgresUrlForm;
    throw error;
  }
}

function addressOf(url: string): PostgresAddress {
  const match = form.exec(withoutSocket(url)) ?? refuse(postgresUrlForm);
  const [, login = '', places = '', database = '', query] = match;
  const given = new Map(parametersOf(query));
  for (const name of given.keys()) if (!known.includes(name)) refuseUnknown(name);
  const [user = '', ...password] = login.split(':');
  const hosts = hostsOf(places, given.get('host'), given.get('port'));
  const several = hosts.length > 1;
  const bindings = ['disable', 'prefer'] as const;
  return {
    hosts,
    user: given.get('user') || decoded(user),
    password: given.get('password') || decoded(password.join(':')),
    database: given.get('dbname') || decoded(database),
    tls: postgresTlsOf(given),
    target: choiceOf(given, 'target_session_attrs', targets) ?? (several ? 'read-write' : 'any'),
    connectTimeoutS: secondsOf(given.get('connect_timeout')),
    applicationName: given.get('application_name'),
    options: given.get('options'),
    channelBinding: choiceOf(given, 'channel_binding', bindings, bindingHint) === 'prefer',
  };
}

const bindingHint = '; sslmode=verify-full protects where channel_binding=require is wanted';

function refuseUnknown(name: string): never {
  // A longer one may be the rest of a password.
  const shown = /^[A-Za-z_]{1,40}$/.test(name) ? `"${name}"` : 'other parameters';
  return refuse(`a URL without ${shown}${hints[name] ?? ''}; allowed are ${known.join(', ')}`);
}

/** For libpq, unlike for a form, a plus sign is itself. */
const parametersOf = (query = '') => new URLSearchParams(query.replaceAll('+', '%2B'));

/** `socket:/folder?db=name` in the form of libpq. Other texts stay as they are. */
function withoutSocket(url: string): string {
  const match = socketForm.exec(url);
  if (!match) return url;
  const [, login = '', folder = '', query = ''] = match;
  const { db = '', encoding, ...rest } = Object.fromEntries(parametersOf(query));
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) refuse('a URL with encoding=utf8 or without it');
  const host = decodeURIComponent(folder).replace(/(?<=.)\/$/, '');
  const parameters = new URLSearchParams({ ...rest, host, dbname: db }).toString().replaceAll('+', '%20');
  return `postgres://${login}/?${parameters}`;
}

/** Parameters come before the URL's own part; a port for all hosts, or one for each. */
function hostsOf(places: string, names: string | undefined, ports: string | undefined): PostgresHost[] {
  const own = places.split(',').map(hostOf);
  const hosts = names
    ? names.split(',').map((host) => ({ host: host || undefined, port: own[0]?.port }))
    : own;
  if (!ports) return hosts;
  const list = ports.split(',').map(portOf);
  if (list.length > 1 && list.length !== hosts.length) refuse('a URL with one port, or as many as hosts');
  return hosts.map(({ host }, at) => ({ host, port: list.length > 1 ? list[at] : list[0] }));
}

function hostOf(place: string): PostgresHost {
  const [, address, name, port] = hostForm.exec(place) ?? refuse(postgresUrlForm);
  return { host: address ?? decoded(name ?? ''), port: portOf(port ?? '') };
}

function portOf(text: string): number | undefined {
  if (text === '') return undefined;
  const port = Number(text);
  const isPort = /^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535;
  return isPort ? port : refuse('a URL with a port from 1 to 65535');
}

function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d{1,4}$/.test(text)
    ? Number(text)
    : refuse('a URL with connect_timeout a whole number of seconds');
}

const decoded = (text: string) => decodeURIComponent(text) || undefined;
