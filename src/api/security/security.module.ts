import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access.guard.js';
import { ForeignSiteGuard } from './foreign-site.guard.js';

/**
 * Access control for every endpoint of the process. Foreign sites are refused first: they use a visitor's browser.
 */
@Module({
  providers: [
    { provide: APP_GUARD, useClass: ForeignSiteGuard },
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
})
export class SecurityModule {}
