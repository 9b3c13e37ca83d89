import { Controller, Get, Module, Post } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../configuration.js';
import { ConfigModule } from '../../foundation/config/config.module.js';
import { ErrorFilter } from '../../foundation/errors/error.filter.js';
import { Needs } from './access.js';
import { ForeignSiteGuard } from './foreign-site.guard.js';

const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** What browsers accept there. */
const partsOfPages = {
  'a picture': 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8',
  'a picture of an old browser': 'image/png,image/*;q=0.8,*/*;q=0.5',
  'a style': 'text/css,*/*;q=0.1',
  'a script': '*/*',
  'a video': 'video/webm,video/ogg,video/*;q=0.9,*/*;q=0.5',
};

@Controller('thing')
class ThingController {
  @Get()
  show(): string {
    return 'shown';
  }

  @Get('pushed')
  @Needs('push')
  pushByLink(): string {
    return 'pushed';
  }

  @Post()
  change(): string {
    return 'changed';
  }
}

@Module({
  imports: [ConfigModule.forRoot(readConfig({ HOST: 'seamline.example.com' }))],
  controllers: [ThingController],
  providers: [
    { provide: APP_FILTER, useClass: ErrorFilter },
    { provide: APP_GUARD, useClass: ForeignSiteGuard },
  ],
})
class ThingModule {}

describe('the guard against foreign sites', () => {
  let app: NestFastifyApplication;
  const status = async (method: 'GET' | 'POST' | 'HEAD', url: string, headers: Record<string, string>) =>
    (await app.inject({ method, url, headers: { host: 'localhost:3000', ...headers } })).statusCode;

  beforeAll(async () => {
    const module = await Test.createTestingModule({ imports: [ThingModule] }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    await app.init();
  });
  afterAll(() => app.close());

  it.each([
    'localhost',
    'localhost:3000',
    '127.0.0.1:3000',
    '[::1]:3000',
    'seamline.example.com',
    'api:3000',
  ])('answers under the host %s', async (host) => expect(await status('GET', '/thing', { host })).toBe(200));

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', 'evil.example:3000', 'a@b.c'])(
    'refuses the host %s, even to readers',
    async (host) => expect(await status('GET', '/thing', { host })).toBe(403),
  );

  it.each(['cross-site', 'same-site'])('lets a %s page read, and change nothing', async (site) => {
    const headers = { 'sec-fetch-site': site };
    expect(await status('GET', '/thing', headers)).toBe(200);
    expect(await status('GET', '/thing/pushed', headers)).toBe(403);
    expect(await status('POST', '/thing', headers)).toBe(403);
  });

  it.each([
    {},
    { 'sec-fetch-site': 'none' },
    { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' },
  ])('lets programs, typed links and its own page change things: %o', async (headers) => {
    expect(await status('GET', '/thing/pushed', headers)).toBe(200);
    expect(await status('POST', '/thing', headers)).toBe(201);
  });

  it('refuses a foreign Origin where the browser does not say Sec-Fetch-Site', async () => {
    expect(await status('POST', '/thing', { origin: 'http://evil.example' })).toBe(403);
    expect(await status('POST', '/thing', { origin: 'null' })).toBe(403);
  });

  it('refuses a foreign Referer, and takes its own', async () => {
    for (const referer of [
      'http://evil.example/page',
      'https://evil.example',
      'http://localhost:3001/',
      'x',
    ]) {
      expect(await status('GET', '/thing/pushed', { referer }), referer).toBe(403);
      expect(await status('POST', '/thing', { referer }), referer).toBe(403);
      expect(await status('GET', '/thing', { referer }), referer).toBe(200);
    }
    const referer = 'http://localhost:3000/page';
    expect(await status('GET', '/thing/pushed', { referer, accept: 'image/*' })).toBe(200);
  });

  it.each(Object.entries(partsOfPages))(
    'refuses to push for %s of a page that it cannot see',
    async (_, accept) => {
      const headers = { accept, 'user-agent': browser };
      expect(await status('GET', '/thing/pushed', headers)).toBe(403);
      expect(await status('GET', '/thing', headers)).toBe(200);
    },
  );

  it('pushes for a link that is typed or bookmarked, and for programs, by GET', async () => {
    const typed = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';
    expect(await status('GET', '/thing/pushed', { accept: typed, 'user-agent': browser })).toBe(200);
    expect(await status('GET', '/thing/pushed', { accept: '*/*', 'user-agent': 'curl/8.7.1' })).toBe(200);
    expect(await status('GET', '/thing/pushed', { 'user-agent': `${browser} WindowsPowerShell/5.1` })).toBe(
      200,
    );
  });

  it('changes nothing ahead of time: neither for a prefetch nor for HEAD', async () => {
    expect(await status('GET', '/thing/pushed', { 'sec-purpose': 'prefetch;prerender' })).toBe(403);
    expect(await status('HEAD', '/thing/pushed', {})).toBe(403);
  });
});
