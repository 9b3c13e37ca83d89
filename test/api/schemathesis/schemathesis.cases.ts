import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { accessRoles, hashOf, lineOf } from '../../../src/foundation/config/access-keys.js';
import { call } from '../../support/http.js';
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
const withKey = { headers: { authorization: `Bearer ${key}` } };
const config = resolve(import.meta.dirname, 'schemathesis.toml');

interface Depth {
  readonly phases: string;
  readonly examplesOfEach: number;
  /** When it ends at the latest; what it has not asked by then stays unasked. */
  readonly seconds: number;
}

interface Depths {
  readonly withKey: Depth;
  readonly withoutKey: Depth;
}

/** Asks the whole API what its OpenAPI document allows and forbids, with every check that Schemathesis has. */
export async function asksTheApi(depths: Depths): Promise<void> {
  withServer('Schemathesis', await ifAvailable(prepareSchemathesis), (schemathesis) =>
    describe('The API, asked whatever its description allows and forbids', () => {
      const onEnd = onSuiteFinished();
      let folder: string;
      let url: string;

      beforeAll(async () => {
        folder = await temporaryFolder(onEnd);
        const keys = join(folder, 'keys');
        await writeFile(keys, lineOf({ name: 'test', roles: accessRoles, hash: hashOf(key) }));
        const settings = { API_KEYS_FILE: keys, MODELS: 'fashion-mnist@1', MAX_RANGE: '50' };
        ({ url } = await startTestApplication({ ...(await ownSettings(onEnd)), ...settings }, onEnd));
        const document = await fetch(`${url}/api-json`, withKey);
        await writeFile(join(folder, 'openapi.json'), await document.text());
      });

      /** @returns what it found, as text for people; empty where all is well. */
      async function ask({ phases, examplesOfEach, seconds }: Depth, ...more: readonly string[]) {
        const seed = randomInt(1_000_000);
        const { code, output } = await schemathesis.run(
          { config, cwd: folder, limitSeconds: seconds + 180 },
          'openapi.json',
          '--url',
          url,
          `--seed=${seed}`,
          `--phases=${phases}`,
          `--max-examples=${examplesOfEach}`,
          `--max-time=${seconds}`,
          '--request-timeout=30',
          '--continue-on-failure',
          ...more,
        );
        console.log(`seed ${seed}: ${/\d+ generated.*/.exec(output)?.[0]}`);
        expect(output).toMatch(/\d{3,} generated/);
        return code === 0 ? '' : output;
      }

      it('never fails by itself, and answers as it describes', { timeout: 1_000_000 }, async () => {
        const credentials = ['--header', `Authorization: Bearer ${key}`];
        // A second, made-up key beside the right one would only be refused.
        const more = [...credentials, '--generation-with-security-parameters', 'false'];
        expect(await ask(depths.withKey, ...more)).toBe('');
      });

      it('answers nobody without a key, but what is public', { timeout: 1_000_000 }, async () => {
        const before = await call(`${url}/requests`, withKey);
        // A key is asked for before it is known whether the method is.
        expect(await ask(depths.withoutKey, '--exclude-checks', 'unsupported_method')).toBe('');
        expect(await call(`${url}/requests`, withKey)).toEqual(before);
      });
    }),
  );
}
