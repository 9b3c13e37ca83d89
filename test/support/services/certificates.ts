import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Files in PEM form. */
export interface Certificates {
  readonly ca: string;
  /** Key and certificate of a server on 127.0.0.1, in one file. */
  readonly server: string;
  readonly clientCert: string;
  readonly clientKey: string;
}

/**
 * An authority of our own and what it has signed, for a day.
 *
 * @param prefix of the names of its files, where one folder has several authorities.
 * @param serverNames of the server, as a certificate has them.
 * @throws Error when there is no openssl 3.
 */
export async function makeCertificates(
  folder: string,
  prefix = '',
  serverNames = 'IP:127.0.0.1',
): Promise<Certificates> {
  const ca = await make(folder, `${prefix}ca`, []);
  const signed = ['-CA', ca.cert, '-CAkey', ca.key];
  const [server, client] = await Promise.all([
    make(folder, `${prefix}server`, [...signed, '-addext', `subjectAltName=${serverNames}`]),
    make(folder, `${prefix}client`, signed),
  ]);
  const serverFile = join(folder, `${prefix}server.pem`);
  const parts = await Promise.all([readFile(server.key), readFile(server.cert)]);
  await writeFile(serverFile, Buffer.concat(parts));
  return { ca: ca.cert, server: serverFile, clientCert: client.cert, clientKey: client.key };
}

/** Another certificate of the same server, which is over since yesterday; key and certificate in one file. */
export async function makeExpired(folder: string, prefix = ''): Promise<string> {
  const path = (name: string) => join(folder, `${prefix}${name}`);
  const [key, request, cert] = [path('server.key'), path('expired.csr'), path('expired.crt')];
  const name = ['-addext', 'subjectAltName=IP:127.0.0.1', '-subj', '/CN=seamline-expired'];
  await run('openssl', ['req', '-new', '-key', key, '-out', request, ...name], { timeout: 20_000 });
  const signed = ['-CA', path('ca.crt'), '-CAkey', path('ca.key'), '-copy_extensions', 'copy'];
  const times = ['-days', '-1', '-out', cert];
  await run('openssl', ['x509', '-req', '-in', request, ...signed, ...times], { timeout: 20_000 });
  const expired = path('expired.pem');
  await writeFile(expired, Buffer.concat(await Promise.all([readFile(key), readFile(cert)])));
  return expired;
}

async function make(folder: string, name: string, options: readonly string[]) {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const target = ['-keyout', key, '-out', cert, '-days', '1', '-subj', `/CN=seamline-${name}`];
  await run('openssl', ['req', '-x509', ...kind, ...target, ...options], { timeout: 20_000 });
  return { key, cert };
}
