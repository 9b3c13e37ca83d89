import type { LogLevel } from '@nestjs/common';
import {
  type DestinationStream,
  type Level,
  type Logger,
  pino,
  stdSerializers,
  stdTimeFunctions,
} from 'pino';
import type { LogConfig } from '../../foundation/config/config.js';
import { visible } from '../../foundation/errors/visible.js';
import { ProgramLogger } from './program.logger.js';
import type { Redaction } from './redaction.js';
import { presentNames } from './work-names.js';

const levelOf: Record<LogLevel, Level> = {
  fatal: 'fatal',
  error: 'error',
  warn: 'warn',
  log: 'info',
  debug: 'debug',
  verbose: 'trace',
};

/** Nest's arguments of a call; its stream is for lines for people. */
type Line = [
  messages: unknown[],
  context?: string,
  level?: LogLevel,
  stream?: 'stdout' | 'stderr',
  stack?: unknown,
  params?: Record<string, unknown>,
];

/**
 * Writes one JSON object a line, by pino, for programs that collect logs, and without characters that act on a
 * terminal. Nest's logger decides which lines there are.
 */
export class JsonLogger extends ProgramLogger {
  private readonly pino: Logger;

  /** @param lines receives them, each with its end of line. */
  constructor(level: LogConfig['level'], redaction: Redaction, lines: DestinationStream = process.stdout) {
    super(level, redaction);
    this.pino = pino(
      {
        level: 'trace',
        timestamp: stdTimeFunctions.isoTime,
        formatters: { level: (label) => ({ level: label }) },
        // Errors are already texts here.
        serializers: { err: (text: unknown) => text },
      },
      { write: (line) => lines.write(`${visible(line.trimEnd())}\n`) },
    );
  }

  protected override printMessages(...line: Line): void {
    const [messages, context = '', level = 'log', , stack, params] = line;
    for (const message of messages) {
      const fields = {
        context,
        ...presentNames(),
        ...params,
        ...contentOf(message),
        ...(stack ? { stack } : {}),
      };
      this.pino[levelOf[level]](this.redaction.value(fields) as object);
    }
  }

  /** Already in the line. */
  protected override printStackTrace(): void {}
}

function contentOf(message: unknown): object {
  if (message instanceof Error) return { msg: message.message, err: stdSerializers.err(message) };
  if (typeof message === 'object' && message !== null) return { data: message };
  return { msg: String(message) };
}
