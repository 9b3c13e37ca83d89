import { Logger } from '@nestjs/common';
import { ProgramLogger } from '../../operations/logging/program.logger.js';
import { Redaction } from '../../operations/logging/redaction.js';

/** Standard output is for what was asked for. */
export function logToStandardError(): void {
  Logger.overrideLogger(new ProgramLogger('log', new Redaction([]), 'stderr'));
}
