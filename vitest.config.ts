import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/services/longest-first.js';

export default defineConfig({
  test: {
    include: ['{src,bench}/**/*.spec.ts', 'test/**/*.spec.ts', 'test/**/*.e2e-spec.ts'],
    globalSetup: 'test/services/global-setup.ts',
    setupFiles: 'test/services/fresh-file.ts',
    // Loading the program costs seconds; a worker does it once for all its files.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // One more than there are cores in CI: much of the time is waiting for brokers.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // A condition is waited for, however busy the machine is; one that never comes fails all the same.
    expect: { poll: { timeout: 10_000 } },
  },
});
