import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/**
 * Every route of the HTTP server, as `GET /requests/{requestId}`, also those without a controller. HEAD is left out:
 * the server adds it for each GET.
 */
export function servedRoutes(app: NestFastifyApplication): string[] {
  const tree = app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  const parents: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const {
      indent = '',
      part = '',
      methods = '',
    } = /^(?<indent>.*)[├└]── (?<part>\S+) \((?<methods>.+)\)$/.exec(line)?.groups ?? {};
    if (part === '') return [];
    const depth = indent.length / 4;
    const parent = depth === 0 ? '' : parents[depth - 1];
    const path = `${parent}${part}`;
    parents[depth] = path;
    const written = path.replace(/:(\w+)/g, '{$1}');
    return methods
      .split(', ')
      .filter((method) => method !== 'HEAD')
      .map((method) => `${method} ${written}`);
  });
}
