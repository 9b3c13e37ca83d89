import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { inspect } from 'node:util';
import type { LogConfig } from '../../foundation/config/config.js';
import { visible, visibleLines } from '../../foundation/errors/visible.js';
import type { Redaction } from './redaction.js';

const levels = ['error', 'warn', 'log', 'debug', 'verbose'] as const;

/** Nest's own start-up lines do not help operators: they appear from `LOG_LEVEL=debug` on. */
const frameworkContexts = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'NestMicroservice',
]);

const plain = { colors: false, compact: true } as const;

/** The log's stream: it must not be standard output when a program reads results there. */
export type LogStream = 'stdout' | 'stderr';

/** Lines for people, in colours on a terminal. Foreign text in them can neither forge a line nor act on it. */
export class ProgramLogger extends ConsoleLogger {
  private readonly showsFramework: boolean;

  constructor(
    level: LogConfig['level'],
    protected readonly redaction: Redaction,
    private readonly stream: LogStream = 'stdout',
  ) {
    super({ prefix: 'Seamline', logLevels: levels.slice(0, levels.indexOf(level) + 1) });
    this.showsFramework = levels.indexOf(level) >= levels.indexOf('debug');
  }

  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (!this.showsFramework && typeof context === 'string' && frameworkContexts.has(context)) return;
    super.log(message, ...rest);
  }

  protected override printMessages(...all: Parameters<ConsoleLogger['printMessages']>): void {
    const [messages, context, level, usual, ...rest] = all;
    const shown = context && visible(context);
    super.printMessages(messages, shown, level, this.stream === 'stderr' ? 'stderr' : usual, ...rest);
  }

  protected override formatMessage(level: LogLevel, message: unknown, ...rest: FormatRest): string {
    return this.redaction.text(super.formatMessage(level, message, ...rest));
  }

  /** What is no text, an error for example, has several lines, and no colours of its own to tell from foreign ones. */
  protected override stringifyMessage(message: unknown, level: LogLevel): string {
    const given = this.resolveMessage(message);
    const shown = typeof given === 'string' ? visible(given) : visibleLines(inspect(given, plain));
    return this.colorize(shown, level);
  }

  protected override stringifyParams(params: Record<string, unknown>): string {
    return visible(inspect(params, { ...plain, breakLength: Infinity }));
  }

  protected override printStackTrace(stack: string): void {
    super.printStackTrace(stack && this.redaction.text(visibleLines(stack)));
  }
}

/** Process id, level and context in their colours, the time since the last line, and values given beside the text. */
type FormatRest = [
  pid: string,
  level: string,
  context: string,
  sinceLast: string,
  params?: Record<string, unknown>,
];
