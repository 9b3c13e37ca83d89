import { Logger } from '@nestjs/common';
import { afterAll, vi } from 'vitest';

/** Files share a process, and its modules: what one of them has set for all is undone before the next. */
afterAll(() => {
  Logger.overrideLogger(['error', 'fatal']);
  vi.unstubAllEnvs();
  vi.useRealTimers();
  vi.restoreAllMocks();
});
