/** Error texts of PostgreSQL, SQLite or the network, and the advice against each. */
const ways: readonly (readonly [RegExp, string])[] = [
  [
    /password authentication|no password|SASL/i,
    'correct user and password in DATABASE_URL, or in the file of DATABASE_PASSWORD_FILE',
  ],
  [
    /database .* does not exist/i,
    'create that database, or name another in DATABASE_URL; the tables are made at start',
  ],
  [
    /(relation|table|column|schema) .*does not exist|no such (table|column)|has no column named| (22001|23503|23514|23P01|SQLITE_CONSTRAINT_[A-Z]+)$/i,
    'undo what was changed in its tables',
  ],
  [
    /too many (connections|clients)|connection slots/i,
    'let this user connect more often, or end other programs',
  ],
  [
    /permission denied (for|to)\b/i,
    'grant this user the rights to create tables there, and to read, write and delete their rows',
  ],
  [/\bssl(rootcert|cert|key) cannot be read/, 'correct that path in DATABASE_URL, or the rights to the file'],
  [
    /startup parameter/i,
    'leave options out of DATABASE_URL, or let the pooler pass them (ignore_startup_parameters of PgBouncer)',
  ],
  [/statement pooling mode/i, 'set pool_mode = transaction, or session, for this database in PgBouncer'],
  [/read-only transaction/i, 'name the primary server in DATABASE_URL; this one only reads'],
  [/(statement|lock) timeout/i, 'look for what holds its locks, or keeps it busy'],
  [/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|timeout/i, 'start PostgreSQL, or correct DATABASE_URL'],
  [
    /certificate|SSL/i,
    'correct sslmode of DATABASE_URL, or name the authority of the certificate there: sslrootcert=FILE',
  ],
  [/was removed/, 'put the file back; a restart begins a new one'],
  [/locked|busy/i, 'end the program that holds the file'],
  [
    /not a database|malformed|corrupt/i,
    'stop Seamline and restore a copy of the file, or move it away or set DATA_DIR: a new one is made at start',
  ],
  [/\bfull\b|no space|53100/i, 'free space, or set RETENTION_DAYS'],
  [/disk I\/O error/i, 'look at the disk, and at the rights in DATA_DIR'],
  [
    /readonly|read-only|unable to open|directory|EEXIST|ENOTDIR|EACCES/i,
    'correct DATA_DIR and the rights there',
  ],
];

/** Advice against an error of the database; undefined for an unknown one. */
export function wayOut(text: string): string | undefined {
  return ways.find(([pattern]) => pattern.test(text))?.[1];
}
