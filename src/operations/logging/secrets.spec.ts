import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { readConfig } from '../../configuration.js';
import { secretsOf } from './secrets.js';

it('hides the password of the database, also one from a file', async () => {
  const file = join(await temporaryFolder(), 'password');
  await writeFile(file, 'hush # hush\n');
  const inFile = { DATABASE_URL: 'postgres://me@db/results', DATABASE_PASSWORD_FILE: file };
  expect(secretsOf(readConfig(inFile))).toEqual(['hush # hush']);
  expect(secretsOf(readConfig({ DATABASE_URL: 'postgres://me:hu%23sh@db/results' }))).toEqual(['hu#sh']);
});
