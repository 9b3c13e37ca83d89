import type { Environment } from './environment.js';

/** The delay is a part of the time in which the process must end. */
export function shutdownMistakes({
  SHUTDOWN_DELAY_MS: delayMs,
  SHUTDOWN_TIMEOUT_MS: timeoutMs,
}: Pick<Environment, 'SHUTDOWN_DELAY_MS' | 'SHUTDOWN_TIMEOUT_MS'>): string[] {
  return delayMs > timeoutMs / 2
    ? [`SHUTDOWN_DELAY_MS=${delayMs}: must be at most half of SHUTDOWN_TIMEOUT_MS=${timeoutMs}`]
    : [];
}
