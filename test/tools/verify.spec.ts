import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/configuration.js';
import { openBroker } from '../../src/tools/verification/open-broker.js';
import { push } from '../support/http.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

const run = promisify(execFile);

/** The command as users run it, against a service and its broker. */
async function verify(settings: Readonly<Record<string, string>>, ...flags: string[]) {
  const { PATH = '', HOME = '' } = process.env;
  const command = ['dist/tools/cli/seamline.js', 'verify', ...flags];
  return run(process.execPath, command, { env: { PATH, HOME, ...settings } }).then(
    ({ stdout }) => ({ code: 0, output: stdout }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      output: stdout + stderr,
    }),
  );
}

it('seamline verify names the images that have no outcome, and is content once they have', async () => {
  const settings = await ownSettings();
  const { url } = await startTestApplication({ ...settings, ROLES: 'api,results' });
  const { requestId } = await push(url, 'push-to-consumer', 0, 3);
  const ids = `${requestId}/0, ${requestId}/1, ${requestId}/2`;
  for (const flags of [[], ['--request', requestId], ['--topics']]) {
    const { code, output } = await verify(settings, '--url', url, ...flags);
    expect([code, output]).toEqual([1, expect.stringContaining(`without an outcome: ${ids}`)]);
    expect(output).toContain('3 accepted = 0 predicted + 0 dead + 3 in flight');
  }
  await startTestApplication({ ...settings, ROLES: 'classifier' });
  const { code, output } = await verify(settings, '--url', url, '--topics', '--wait', '30');
  expect([code, output]).toEqual([0, expect.stringContaining('nothing is missing, nothing is doubled')]);
  expect(output).toContain('topics: 6 messages on embedded');
});

it('seamline verify finds on the topics what the database has never heard of', async () => {
  const settings = await ownSettings();
  const { url } = await startTestApplication({ ...settings, ROLES: 'api' });
  const config = readConfig(settings);
  const broker = await openBroker('embedded', config);
  onTestFinished(() => broker.close());
  await broker.publish(config.transport.topics.images, [{ key: 'lost', value: Buffer.from('x') }]);
  expect((await verify(settings, '--url', url)).code).toBe(0);
  const { code, output } = await verify(settings, '--url', url, '--topics');
  expect([code, output]).toEqual([
    1,
    expect.stringMatching(/without an outcome: \/embedded\/images\S* \d\/0\/\d+\n/),
  ]);
});

it('seamline verify says that it could not find out when nobody answers, or it is asked wrongly', async () => {
  expect(await verify({}, '--url', 'http://127.0.0.1:9')).toEqual({
    code: 2,
    output: 'seamline: http://127.0.0.1:9 does not answer\n',
  });
  expect(await verify({}, '--wait', 'long')).toMatchObject({ code: 2 });
});
