import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface TokenServer {
  readonly url: string;
  /** The form of each request that was granted. */
  readonly forms: string[];
  /** Of the next tokens. */
  lifeSeconds: number;
}

/** The token endpoint of an issuer that knows one client; it ends with the test. */
export async function startTokenServer(
  id: string,
  secret: string,
  token: () => string,
): Promise<TokenServer> {
  const known = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  const forms: string[] = [];
  const server = createServer((request, response) => {
    let form = '';
    request.setEncoding('utf8').on('data', (part: string) => (form += part));
    request.on('end', () => {
      const isKnown = request.headers.authorization === known;
      response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/json' });
      if (isKnown) forms.push(form);
      const granted = { access_token: token(), token_type: 'Bearer', expires_in: started.lifeSeconds };
      const refused = { error: 'invalid_client', error_description: 'unknown client' };
      response.end(JSON.stringify(isKnown ? granted : refused));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as AddressInfo;
  const started: TokenServer = { url: `http://127.0.0.1:${port}/token`, forms, lifeSeconds: 600 };
  return started;
}
