import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeCertificates } from '../support/services/certificates.js';
import { type OnEnd, temporaryFolder } from '../support/temporary-folder.js';

export interface WebServer {
  readonly port: number;
  /** A file with the certificate of its authority. */
  readonly ca: string;
  /** The paths that were asked for. */
  readonly asked: string[];
}

/** A server on this machine that answers over TLS as the test says. */
export async function webServer(
  onEnd: OnEnd,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<WebServer> {
  const folder = await temporaryFolder(onEnd);
  const names = 'IP:127.0.0.1,IP:::1,DNS:localhost,DNS:images.test,DNS:*.cdn.test';
  const { ca, server: pem } = await makeCertificates(folder, '', names);
  const keyAndCertificate = await readFile(pem);
  const asked: string[] = [];
  const server = createServer({ key: keyAndCertificate, cert: keyAndCertificate }, (request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onEnd(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
  return { port: (server.address() as AddressInfo).port, ca, asked };
}
