import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.js';

export default defineConfig({
  // tsconfig.json says so of src alone.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    include: ['{src,test,bench,tools}/**/*.spec.ts'],
    globalSetup: 'test/support/services/global-setup.ts',
    setupFiles: 'test/support/fresh-file.ts',
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
