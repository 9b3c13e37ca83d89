import { ConsoleLogger } from '@nestjs/common';
import type { Config } from './config/config.js';

const levels = ['error', 'warn', 'log', 'debug', 'verbose'] as const;

/** How Nest puts itself together is no news to whoever runs the program: it is shown from `LOG_LEVEL=debug` on. */
const frameworkContexts = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'NestMicroservice',
]);

export class ProgramLogger extends ConsoleLogger {
  private readonly showsFramework: boolean;

  constructor(level: Config['logLevel']) {
    super({ prefix: 'Seamline', logLevels: levels.slice(0, levels.indexOf(level) + 1) });
    this.showsFramework = levels.indexOf(level) >= levels.indexOf('debug');
  }

  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    if (!this.showsFramework && typeof context === 'string' && frameworkContexts.has(context)) return;
    super.log(message, ...rest);
  }
}
