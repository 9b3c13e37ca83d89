import type { HttpConfig } from '../../foundation/config/config.js';

/** Where a service with these settings answers on this machine; one that listens on every address, on the machine's own. */
export function ownUrl({ host, port }: Pick<HttpConfig, 'host' | 'port'>): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
