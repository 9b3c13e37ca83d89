import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import type { OnEnd } from '../../support/test-application.js';

export interface Issuer {
  readonly url: string;
  /** How often the description and the keys were asked for, by path. */
  readonly asked: ReadonlyMap<string, number>;
  /** A token for the audience `seamline`, valid for an hour, with what `claims` and `with` change. */
  token(
    claims: JWTPayload,
    withChanges?: { readonly expires?: string; readonly foreignKey?: true },
  ): Promise<string>;
  /** Signs with a new key from now on; the old one is published no longer. */
  rotate(): Promise<void>;
  close(): Promise<void>;
}

/** An OpenID Connect issuer on this machine, as far as one that checks its tokens sees it. */
export async function startIssuer(onEnd: OnEnd, alg: 'ES256' | 'RS256' = 'ES256'): Promise<Issuer> {
  const asked = new Map<string, number>();
  let generation = 0;
  let pair = await generateKeyPair(alg);
  const foreign = await generateKeyPair(alg);
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    asked.set(path, (asked.get(path) ?? 0) + 1);
    const jwk = { ...(await exportJWK(pair.publicKey)), kid: `key-${generation}`, alg };
    const body = path === '/keys' ? { keys: [jwk] } : { issuer: url, jwks_uri: `${url}/keys` };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  onEnd(close);
  return {
    url,
    asked,
    close,
    token: (claims, { expires = '1h', foreignKey } = {}) =>
      new SignJWT({ iss: url, aud: 'seamline', sub: 'somebody', ...claims })
        .setProtectedHeader({ alg, kid: `key-${generation}` })
        .setExpirationTime(expires)
        .sign((foreignKey ? foreign : pair).privateKey),
    async rotate() {
      generation += 1;
      pair = await generateKeyPair(alg);
    },
  };
}
