import type { LoggerService } from '@nestjs/common';
import type { Config } from '../../foundation/config/config.js';
import { JsonLogger } from './json.logger.js';
import { type LogStream, ProgramLogger } from './program.logger.js';
import { Redaction } from './redaction.js';
import { secretsOf } from './secrets.js';

export type { LogStream };

/** The logger of the whole program, by `LOG_FORMAT` and `LOG_LEVEL`. */
export function openLogger(config: Config, stream: LogStream = 'stdout'): LoggerService {
  const { format, level } = config.log;
  const isForPeople = format === 'pretty' || (format === 'auto' && process[stream].isTTY);
  const redaction = new Redaction(secretsOf(config));
  return isForPeople
    ? new ProgramLogger(level, redaction, stream)
    : new JsonLogger(level, redaction, process[stream]);
}
