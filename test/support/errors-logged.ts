import { Logger } from '@nestjs/common';
import { onTestFinished } from 'vitest';

/** What is logged as an error until the test ends. */
export function errorsLogged(): string[] {
  const errors: string[] = [];
  const log = { log() {}, warn() {}, error: (message: unknown) => void errors.push(String(message)) };
  Logger.overrideLogger(log);
  onTestFinished(() => Logger.overrideLogger(['error', 'fatal']));
  return errors;
}
