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
    if (reads && role === 'read') return true;
    this.refuseForeign(method, headers);
    if (reads) refusePartOfPage(headers);
    return true;
  }

  private refuseForeign(method: string, headers: HttpRequest['headers']): void {
    const purpose = headers['sec-purpose'] ?? headers['purpose'];
    if (purpose?.startsWith('prefetch') || method === 'HEAD') {
      throw refused(purpose ? 'Sec-Purpose' : 'method', purpose ?? method, 'GET or POST, not ahead of time');
    }
    const { host, origin, referer, 'sec-fetch-site': site } = headers;
    if (origin !== undefined && this.config.http.corsOrigins.includes(origin)) return;
    if (site === 'cross-site' || site === 'same-site') {
      throw refused('Sec-Fetch-Site', site, 'same-origin or none: open the link from here, or type it');
    }
    const ownPages = `a page of ${host}, or of one of CORS_ORIGINS`;
    const isForeign = (page: string | undefined) => page !== undefined && !this.isOwnPage(page, host);
    if (isForeign(origin)) throw refused('Origin', origin, ownPages);
    if (site === undefined && isForeign(referer)) throw refused('Referer', referer, ownPages);
  }

  private isOwnPage(page: string, host: string | undefined): boolean {
    if (!URL.canParse(page)) return false;
    const url = new URL(page);
    return url.host === host || this.config.http.corsOrigins.includes(url.origin);
  }
}

/**
 * Over plain HTTP, under a name other than localhost, browsers send no Sec-Fetch-Site, and a page may hide its
 * Referer. What they accept still shows whether a person opened the link, or a page wanted a picture or a script.
 */
function refusePartOfPage(headers: HttpRequest['headers']): void {
  const { accept, referer, 'user-agent': program = '' } = headers;
  const isKnown = headers['sec-fetch-site'] !== undefined || referer !== undefined;
  if (isKnown || accept === undefined || accept.includes('text/html')) return;
  if (!program.startsWith('Mozilla/') && !accept.includes('image/*')) return;
  throw refused('Accept', accept, 'text/html from a browser: open the link itself, or use POST');
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
