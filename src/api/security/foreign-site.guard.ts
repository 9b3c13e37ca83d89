import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { neededRole } from './access.js';
import { isTrustedHost } from './trusted-host.js';

interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/**
 * Keeps other sites' pages from using a visitor's browser: none reads anything under a host name that is not ours,
 * and none triggers a change. Programs other than browsers send none of these headers.
 */
@Injectable()
export class ForeignSiteGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws InvalidError `FOREIGN_SITE` */
  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const { method, headers } = context.switchToHttp().getRequest<HttpRequest>();
    if (!isTrustedHost(headers['host'], this.config.http.ownNames)) {
      throw refused(
        'Host',
        headers['host'],
        'an IP address, a name without a dot such as localhost, or one of ALLOWED_HOSTS',
      );
    }
    const reads = method === 'GET' || method === 'HEAD';
    const role = neededRole(this.reflector, context, method) ?? 'read';
    if (!reads || role !== 'read') this.refuseForeign(method, headers);
    return true;
  }

  private refuseForeign(method: string, headers: HttpRequest['headers']): void {
    const purpose = headers['sec-purpose'] ?? headers['purpose'];
    if (purpose?.startsWith('prefetch') || method === 'HEAD') {
      throw refused(purpose ? 'Sec-Purpose' : 'method', purpose ?? method, 'GET or POST, not ahead of time');
    }
    const origin = headers['origin'];
    if (origin !== undefined && this.config.http.corsOrigins.includes(origin)) return;
    const site = headers['sec-fetch-site'];
    if (site === 'cross-site' || site === 'same-site') {
      throw refused('Sec-Fetch-Site', site, 'same-origin or none: open the link from here, or type it');
    }
    if (origin !== undefined && origin.replace(/^https?:\/\//, '') !== headers['host']) {
      throw refused('Origin', origin, `a page of ${headers['host']}, or of one of CORS_ORIGINS`);
    }
  }
}

function refused(field: string, value: string | undefined, allowed: string): InvalidError {
  return new InvalidError(
    'FOREIGN_SITE',
    `refused because of ${field} ${JSON.stringify(value)}: must be ${allowed}`,
    {
      details: { field, value: value ?? null, allowed },
    },
  );
}
