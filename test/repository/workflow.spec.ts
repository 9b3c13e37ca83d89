import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { goProgram } from '../support/services/go-program.js';
import { ifAvailable } from '../support/services/if-available.js';
import { withServer } from '../support/services/with-server.js';

const file = join(import.meta.dirname, '../../.github/workflows/ci.yml');
const text = await readFile(file, 'utf8').catch(() => '');

interface Workflow {
  readonly permissions: object;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
        readonly strategy?: { readonly matrix: { readonly node: readonly number[] } };
      }
    >
  >;
}

const { permissions, jobs } = parse(text) as Workflow;
const steps = Object.values(jobs).flatMap((job) => job.steps);

const tools = await ifAvailable(async () => ({
  actionlint: await goProgram('actionlint', 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12'),
}));

withServer('The workflow of GitHub', tools, ({ actionlint }) => {
  it('is one that GitHub takes', async () => {
    // Each program of a shell that it may know is left out: not every machine has them.
    const { stdout } = await promisify(execFile)(actionlint, ['-shellcheck=', '-pyflakes=', file]);
    expect(stdout).toBe('');
  });
});

it('runs the run of CI on every line of Node that is supported, and the audit', () => {
  const test = Object.values(jobs).find(({ strategy }) => strategy !== undefined);
  expect(test?.strategy?.matrix.node).toEqual([20, 22, 24]);
  expect(test?.steps.at(-1)?.run).toBe('.ci/run');
  expect(steps.map(({ run }) => run)).toContain('npm run audit');
});

it('takes actions by their commit, and has no right but to read', () => {
  const used = steps.flatMap(({ uses }) => uses ?? []);
  expect(used.length).toBeGreaterThan(3);
  for (const action of used) expect(action).toMatch(/^actions\/[\w-]+@[0-9a-f]{40}$/);
  expect(permissions).toEqual({ contents: 'read' });
  expect(text).not.toMatch(/secrets\.|pull_request_target/);
});
