import { Global, Module } from '@nestjs/common';
import { SCOPE_OF } from '../transport/transport.module.js';
import type { ScopeOf } from '../transport/work.scope.js';
import { atWork } from './work.js';

const namedInLogs: ScopeOf = () => ({ run: (message, _group, work) => atWork.run({ message }, work) });

/** Lets every line that is logged during the work on a message name it. */
@Global()
@Module({
  providers: [{ provide: SCOPE_OF, useValue: namedInLogs }],
  exports: [SCOPE_OF],
})
export class LoggingModule {}
