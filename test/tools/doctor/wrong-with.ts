import { expect } from 'vitest';
import { ownUrl } from '../../../src/tools/cli/own-url.js';
import { examine } from '../../../src/tools/doctor/doctor.js';
import type { Finding } from '../../../src/tools/doctor/finding.js';
import { ownSettings } from '../../support/test-application.js';

export type Settings = Readonly<Record<string, string>>;

/** What the doctor finds with these settings, of a process with the role `results` unless they say another. */
export async function findingsWith(settings: Settings, create = true): Promise<Finding[]> {
  const own = { ...(await ownSettings()), CONNECT_TIMEOUT_MS: '1000', ROLES: 'results', ...settings };
  const findings: Finding[] = [];
  for await (const each of examine({ create, ownUrl: ({ http }) => ownUrl(http), env: own }))
    findings.push(each);
  return findings;
}

/** All that is wrong, one line each. */
export async function wrongWith(settings: Settings, create = true): Promise<string> {
  return linesOf((await findingsWith(settings, create)).filter(({ status }) => status === 'wrong'));
}

/** As the doctor prints them; each must say what helps. */
export function linesOf(findings: readonly Finding[]): string {
  expect(findings.every(({ fix }) => fix)).toBe(true);
  return findings.map(({ check, text, fix }) => `${check}: ${text} → ${fix}`).join('\n');
}
