import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { Authenticator } from './authenticator.js';
import { ForeignSiteGuard } from './foreign-site.guard.js';

/**
 * Access control for every endpoint of the process. Foreign sites are refused first: they use a visitor's browser.
 */
@Module({
  providers: [
    Authenticator,
    { provide: APP_GUARD, useClass: ForeignSiteGuard },
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [Authenticator],
})
export class SecurityModule {}
