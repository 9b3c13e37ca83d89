import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Config } from '../../foundation/config/config.js';
import { ServiceClient } from '../verification/service.client.js';
import { type Finding, ok, wrong } from './finding.js';

const answerTimeoutMs = 2_000;

const fixes: Readonly<Record<string, string>> = {
  EADDRINUSE: 'end the program that listens there, or choose another',
  EADDRNOTAVAIL: 'HOST must be an address of this machine, such as 127.0.0.1 or 0.0.0.0',
  EACCES: 'choose one from 1024 on, or allow this user to listen there',
};

/** Whether the roles of this process could listen. A port that Seamline itself uses is fine. */
export async function checkPorts({ http, roles }: Config, ownUrl: string): Promise<Finding[]> {
  const { host, port, grpcPort } = http;
  const findings = [await checkPort('PORT', host, port, ownUrl)];
  if (grpcPort !== undefined && roles.includes('inference')) {
    findings.push(await checkPort('GRPC_PORT', host, grpcPort, ownUrl));
  }
  return findings;
}

async function checkPort(setting: string, host: string, port: number, ownUrl: string): Promise<Finding> {
  const check = `port ${port}`;
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return ok(check, `${host}:${port} is free`);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE' && (await isSeamline(ownUrl)))
      return ok(check, `Seamline answers at ${ownUrl}`);
    const fix = fixes[code] ?? 'choose another';
    return wrong(check, `${setting}=${port} cannot be used: ${message}`, `${fix} (HOST, ${setting})`);
  } finally {
    server.close();
  }
}

async function isSeamline(url: string): Promise<boolean> {
  return new ServiceClient(url, answerTimeoutMs).dataset().then(
    () => true,
    () => false,
  );
}
