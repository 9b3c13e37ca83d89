import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { accessRoles, hashOf, lineOf } from '../../../src/foundation/config/access-keys.js';
import { ifAvailable } from '../../support/services/if-available.js';
import { prepareSchemathesis } from '../../support/services/schemathesis.js';
import { withServer } from '../../support/services/with-server.js';
import {
  onSuiteFinished,
  ownSettings,
  startTestApplication,
  temporaryFolder,
} from '../../support/test-application.js';

const key = 'sl_of_a_test_that_may_do_everything';
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];

export interface Depth {
  readonly phases: string;
  readonly examplesOfEach: number;
  /** When it ends at the latest; what it has not asked by then stays unasked. */
  readonly seconds: number;
}

/** Asks the whole API what its OpenAPI document allows and forbids, as deep as `depth` says. */
export async function asksTheApi({ phases, examplesOfEach, seconds }: Depth): Promise<void> {
  withServer('Schemathesis', await ifAvailable(prepareSchemathesis), (schemathesis) =>
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
          phases,
          '--max-examples',
          String(examplesOfEach),
          '--max-time',
          String(seconds),
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
    }),
  );
}
