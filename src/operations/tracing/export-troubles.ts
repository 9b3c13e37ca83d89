import { Logger } from '@nestjs/common';
import { type DiagLogger, diag, DiagLogLevel } from '@opentelemetry/api';

/** In milliseconds. An absent collector fails every few seconds. */
const repeatAfterMs = 60_000;

/** Writes OpenTelemetry's export errors to our log; the same one again after a minute. */
export function logTroubles(): void {
  const logger = new Logger('Tracing');
  const toldAt = new Map<string, number>();
  const warn = (text: string) => {
    const now = performance.now();
    if (now - (toldAt.get(text) ?? -Infinity) < repeatAfterMs) return;
    if (toldAt.size > 100) toldAt.clear();
    toldAt.set(text, now);
    logger.warn(text);
  };
  const ignore = () => undefined;
  const toNest: DiagLogger = {
    error: (text) => warn(messageIn(text)),
    warn,
    info: ignore,
    debug: ignore,
    verbose: ignore,
  };
  diag.setLogger(toNest, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}

/** Errors come as JSON of all their fields. */
function messageIn(text: string): string {
  try {
    const { message, code } = JSON.parse(text) as { message?: string; code?: string };
    return `spans are not exported: ${message || code || text}`;
  } catch {
    return text;
  }
}
