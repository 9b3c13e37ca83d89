import type { HttpConfig } from '../../foundation/config/config.js';

/** The URL of a service with these settings on this machine; 127.0.0.1 for one that listens on every address. */
export function ownUrl({ host, port }: Pick<HttpConfig, 'host' | 'port'>): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
