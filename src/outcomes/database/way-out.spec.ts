import { expect, it } from 'vitest';
import { wayOut } from './way-out.js';

it.each([
  ["EACCES: permission denied, mkdir '/data'", /DATA_DIR/],
  ['permission denied for schema public', /grant this user/],
  ['sslrootcert cannot be read: ENOENT', /that path in DATABASE_URL/],
  ['unsupported startup parameter: options 08P01', /leave options out/],
  ['transaction blocks not allowed in statement pooling mode 08P01', /pool_mode = transaction/],
  ['self-signed certificate in certificate chain', /sslrootcert=FILE/],
  ['cannot execute INSERT in a read-only transaction 25006', /primary server/],
  ['canceling statement due to lock timeout', /locks/],
  ['connect ETIMEDOUT 10.0.0.1:5432', /start PostgreSQL/],
  ['/data/results.db was removed while it was in use SQLITE_CANTOPEN', /put the file back/],
  ['disk I/O error SQLITE_IOERR_WRITE', /look at the disk/],
  ['no such table: outcomes', /undo what was changed/],
  ['column "timings" of relation "outcomes" does not exist 42703', /undo what was changed/],
  ['too many connections for role "app" 53300', /connect more often/],
  ['file is not a database SQLITE_NOTADB', /restore a copy/],
])('says what to do about "%s"', (text, help) => {
  expect(wayOut(text)).toMatch(help);
});

it('says nothing about what nobody has foreseen', () => {
  expect(wayOut('out of luck')).toBeUndefined();
});
