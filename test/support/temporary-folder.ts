import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';

/** Takes what is to be done when the test, or the suite, ends. */
export type OnEnd = (cleanUp: () => Promise<void>) => void;

/** For what `beforeAll` starts: everything is undone after the suite, the last first. Call it inside `describe`. */
export function onSuiteFinished(): OnEnd {
  const cleanUps: (() => Promise<void>)[] = [];
  afterAll(async () => {
    for (const cleanUp of cleanUps.toReversed()) await cleanUp();
  });
  return (cleanUp) => cleanUps.push(cleanUp);
}

/** A folder that is gone after the test. */
export async function temporaryFolder(onEnd: OnEnd = onTestFinished): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'seamline-test-'));
  onEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
