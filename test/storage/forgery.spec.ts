import dns, { type LookupAddress } from 'node:dns';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { onSuiteFinished } from '../support/temporary-folder.js';
import { fetcherWith } from './fetching.js';
import { webServer, type WebServer } from './web-server.js';

/** What the names of the test have as addresses; each lookup takes the next entry of a list. */
const names = new Map<string, string[][]>();

const lookup = dns.lookup.bind(dns);

/** No server of names can be set for one process, and nobody may change this machine's. */
function lookUpHere(
  name: string,
  options: object,
  callback: (error: Error | null, found: LookupAddress[]) => void,
) {
  const [addresses, ...later] = names.get(name) ?? [];
  if (!addresses) return lookup(name, options as never, callback as never);
  if (later.length > 0) names.set(name, later);
  return callback(
    null,
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  );
}

const onEnd = onSuiteFinished();
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1]);
const refused = expect.objectContaining({
  code: expect.stringMatching(/^(BAD_MESSAGE|REFERENCE_REFUSED|STORAGE_REFUSED)$/) as string,
}) as Error;

/** The server that nobody may reach, and that a listed host may be made to lead to. */
let inner: WebServer;
let strict: ReturnType<typeof fetcherWith>;
let trusting: ReturnType<typeof fetcherWith>;

beforeAll(async () => {
  const spy = vi.spyOn(dns, 'lookup').mockImplementation(lookUpHere as never);
  onEnd(async () => spy.mockRestore());
  inner = await webServer(onEnd, (request, response) => {
    const to = new URL(request.url ?? '', 'https://images.test').searchParams.get('to');
    response.setHeader('connection', 'close');
    if (to === null) response.end(png);
    else response.writeHead(302, { location: to.replaceAll('PORT', String(inner.port)) }).end();
  });
  const { port, ca } = inner;
  const hosts = [
    'images.test',
    '*.cdn.test',
    '127.0.0.1',
    '[::1]',
    '[::ffff:7f00:1]',
    '169.254.169.254',
    'localhost',
  ];
  const settings = {
    FETCH_HOSTS: hosts.map((host) => `${host}:${port}`).join(','),
    FETCH_CA: ca,
  };
  strict = fetcherWith(settings, onEnd);
  trusting = fetcherWith({ ...settings, FETCH_PRIVATE: '127.0.0.1' }, onEnd);
  names.set('images.test', [['127.0.0.1']]);
});

/** Nothing of the inner server was read, whatever the error is. */
async function expectRefused(work: () => Promise<unknown>, visits: readonly string[] = []): Promise<void> {
  const before = inner.asked.length;
  await expect(work()).rejects.toThrow(refused);
  expect(inner.asked.slice(before)).toEqual(visits);
}

it('fetches what is allowed: the cases below fail for the reason that they name', async () => {
  expect(await trusting.fetch(`https://images.test:${inner.port}/a`)).toEqual(png);
  expect(await trusting.fetch(`https://images.test:${inner.port}/?to=/b`)).toEqual(png);
});

describe('a listed name with an address that is not public', () => {
  it.each([
    ['this machine', '127.0.0.1'],
    ['the end of its network', '127.255.255.254'],
    ['all addresses of this machine', '0.0.0.0'],
    ['a private network', '10.0.0.1'],
    ['the second private network', '172.16.0.1'],
    ['its end', '172.31.255.255'],
    ['the third private network', '192.168.1.1'],
    ['the metadata server of most clouds', '169.254.169.254'],
    ['the metadata server of tasks', '169.254.170.2'],
    ['the metadata server of Alibaba', '100.100.100.200'],
    ['the metadata server of Oracle', '192.0.0.192'],
    ['the network of a provider', '100.64.0.1'],
    ['a network for benchmarks', '198.18.0.1'],
    ['a network for documents', '192.0.2.1'],
    ['a relay of 6to4', '192.88.99.1'],
    ['a group', '224.0.0.1'],
    ['a reserved network', '240.0.0.1'],
    ['everybody', '255.255.255.255'],
    ['no address of IPv6', '::'],
    ['this machine by IPv6', '::1'],
    ['this machine, mapped', '::ffff:127.0.0.1'],
    ['metadata, mapped', '::ffff:a9fe:a9fe'],
    ['this machine, compatible', '::127.0.0.1'],
    ['this machine, translated', '64:ff9b::7f00:1'],
    ['a private network, translated', '64:ff9b:1::a00:1'],
    ['a unique local address', 'fc00::1'],
    ['the metadata server of Amazon by IPv6', 'fd00:ec2::254'],
    ['a link', 'fe80::1'],
    ['a site', 'fec0::1'],
    ['a group of IPv6', 'ff02::1'],
    ['documents by IPv6', '2001:db8::1'],
    ['the newer network for documents', '3fff::1'],
    ['this machine through 6to4', '2002:7f00:1::1'],
    ['this machine through Teredo', '2001:0:7f00:1::1'],
    ['a hole', '100::1'],
  ])('is refused: %s, %s', async (_, address) => {
    // Whichever of a name's addresses a socket would take.
    names.set('of.cdn.test', [['2606:4700::1111', address, '1.1.1.1']]);
    await expectRefused(() => strict.fetch(`https://of.cdn.test:${inner.port}/a.png`));
  });

  it('is refused when the name changes its address after it was good', async () => {
    names.set('changes.cdn.test', [['127.0.0.1'], ['127.0.0.2']]);
    const url = `https://changes.cdn.test:${inner.port}/a.png`;
    expect(await trusting.fetch(url)).toEqual(png);
    await expectRefused(() => trusting.fetch(url));
  });

  it('is refused for the name of this machine', async () => {
    await expectRefused(() => strict.fetch(`https://localhost:${inner.port}/a.png`));
  });
});

describe('an address that leads elsewhere than it seems', () => {
  it.each([
    'https://127.0.0.1:PORT/a',
    'https://[::1]:PORT/a',
    'https://[::ffff:7f00:1]:PORT/a',
    'https://[::ffff:127.0.0.1]:PORT/a',
    'https://169.254.169.254:PORT/latest/meta-data/',
    'https://2130706433:PORT/a',
    'https://0x7f000001:PORT/a',
    'https://0177.0.0.1:PORT/a',
    'https://127.1:PORT/a',
    'https://①②⑦.0.0.1:PORT/a',
    'https://127。0。0。1:PORT/a',
    'http://images.test:PORT/a',
    'https://images.test/a',
    'https://images.test:1/a',
    'https://other.test:PORT/a',
    'https://images.test.other.test:PORT/a',
    'https://otherimages.test:PORT/a',
    'https://cdn.test:PORT/a',
    'https://.cdn.test:PORT/a',
    'https://of.cdn.test.other.test:PORT/a',
    'https://images.test:PORT@other.test:PORT/a',
    'https://other.test:PORT#@images.test:PORT/a',
    'https://other.test:PORT?@images.test:PORT/a',
    'https://other.test:PORT\\@images.test:PORT/a',
    'https://images.test%00.other.test:PORT/a',
    'https://images.test%2eother.test:PORT/a',
    'https://im\tages.test:PORT/a',
    'https://images.test.:PORT/a',
    'https:images.test:PORT/a',
    '//images.test:PORT/a',
    'ftp://images.test:PORT/a',
    'gopher://images.test:PORT/_GET',
    'dict://images.test:PORT/a',
    'jar:https://images.test:PORT/a',
  ])('is refused: %s', async (address) => {
    const url = address.replaceAll('PORT', String(inner.port));
    await expectRefused(() => (url.startsWith('https://images.test.:') ? trusting : strict).fetch(url));
  });
});

describe('a redirect', () => {
  it.each([
    ['to another scheme', 'http://images.test:PORT/a'],
    ['to another host', 'https://other.test:PORT/a'],
    ['to a host without its scheme', '//other.test:PORT/a'],
    ['to another port', 'https://images.test:1/a'],
    ['to this machine', 'https://[::1]:PORT/a'],
    ['to the metadata server', 'https://169.254.169.254:PORT/latest/meta-data/'],
    ['to an address in hexadecimal', 'https://0x7f.2:PORT/a'],
    ['with a password', 'https://user:geheim@images.test:PORT/a'],
    ['to a file', 'file:///etc/passwd'],
    ['to a bucket', 'gs://shots/a'],
    ['to nothing', ''],
    ['to no address', 'https://['],
    ['to a listed name with a private address', 'https://private.cdn.test:PORT/a'],
  ])('%s is refused', async (_, to) => {
    names.set('private.cdn.test', [['10.0.0.1']]);
    const path = `/?to=${encodeURIComponent(to)}`;
    await expectRefused(() => trusting.fetch(`https://images.test:${inner.port}${path}`), [path]);
  });
});
