import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { accessRoles, hashOf, lineOf } from '../src/config/access-keys.js';
import { ifAvailable } from './services/if-available.js';
import { prepareSchemathesis } from './services/schemathesis.js';
import { withServer } from './services/with-server.js';
import { onSuiteFinished, ownSettings, startTestApplication, temporaryFolder } from './test-application.js';

const key = 'sl_of_a_test_that_may_do_everything';
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];
const examplesOfEach = 5;
const available = await ifAvailable(prepareSchemathesis);

withServer('Schemathesis', available, (schemathesis) => {
  describe('The API, asked whatever its description allows and forbids', () => {
    const onEnd = onSuiteFinished();

    it('never fails by itself, and answers as it describes', { timeout: 300_000 }, async () => {
      const folder = await temporaryFolder(onEnd);
      const keys = join(folder, 'keys');
      await writeFile(keys, lineOf({ name: 'test', roles: accessRoles, hash: hashOf(key) }));
      const settings = { API_KEYS_FILE: keys, MODELS: 'fashion-mnist@1', MAX_RANGE: '50' };
      const { url } = await startTestApplication({ ...(await ownSettings(onEnd)), ...settings }, onEnd);
      const seed = randomInt(1_000_000);
      const { code, output } = await schemathesis.run(
        folder,
        `${url}/api-json`,
        '--header',
        `Authorization: Bearer ${key}`,
        '--seed',
        String(seed),
        '--checks',
        checks.join(','),
        '--phases',
        'examples,coverage,fuzzing',
        '--max-examples',
        String(examplesOfEach),
        '--max-time',
        '120',
        '--request-timeout',
        '30',
        // Streams do not end.
        '--exclude-path-regex',
        'stream$|events$',
        '--continue-on-failure',
      );
      console.log(`seed ${seed}: ${/\d+ generated.*/.exec(output)?.[0]}`);
      expect(output).toMatch(/\d{3,} generated/);
      expect(code, output).toBe(0);
    });
  });
});
