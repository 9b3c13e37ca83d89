import { expect, it } from 'vitest';
import { piped } from './cli/seamline.js';
import { onWindows } from '../support/platform.js';
import { ownSettings } from '../support/test-application.js';

/** `true` is gone before anything is printed; `head` goes after the first line. */
it.skipIf(onWindows).each([
  ['completion', 'true', ['completion', 'bash']],
  ['help', 'true', ['--help']],
  ['doctor', 'head -n 1', ['doctor', '--no-create']],
])(`%s ends quietly behind | %s${onWindows}`, async (_name, reader, words) => {
  const { printed, code } = piped({ ...(await ownSettings()), ROLES: 'results' }, reader, ...words);
  expect([await code, printed.notes]).toEqual([0, '']);
});

it.skipIf(onWindows)(`a service ends in order when nobody reads its log${onWindows}`, async () => {
  const { printed, code } = piped({ ...(await ownSettings()), ROLES: 'results' }, 'head -n 1', 'start');
  expect([await code, printed.notes]).toEqual([0, '']);
  expect(printed.output.split('\n')).toHaveLength(2);
});
