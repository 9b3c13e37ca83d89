import dns from 'node:dns';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { AppError, errorText, InvalidError, UnavailableError } from '../foundation/errors/app.error.js';
import { placeText, type PictureLocation, readReference } from '../events/picture-reference.js';
import type { HostList } from './host-list.js';
import type { AllowedAddresses } from './public-addresses.js';
import { collect, failureOfStatus, type ReadLimits, type Store, UnreadablePicture } from './store.js';

type WebPlace = Extract<PictureLocation, { scheme: 'https' }>;

const mostRedirects = 3;
const redirects = [301, 302, 303, 307, 308];

/**
 * Pictures at `https://` addresses of listed hosts. Each address that a name has is checked when the connection is made,
 * so a name that changes its addresses gains nothing. Certificates are checked; nothing is sent but the request.
 */
export class HttpsStore implements Store<WebPlace> {
  private readonly agent: Agent;

  /** @param ca certificates of further authorities, PEM. */
  constructor(
    private readonly hosts: HostList,
    private readonly addresses: AllowedAddresses,
    ca: string | undefined,
  ) {
    this.agent = new Agent({ keepAlive: true, lookup: this.lookup, ...(ca !== undefined && { ca }) });
  }

  async read({ url }: WebPlace, limits: ReadLimits): Promise<Uint8Array> {
    let address = new URL(url);
    for (let hops = 0; hops <= mostRedirects; hops += 1) {
      const what = placeText({ scheme: 'https', url: address.href });
      const answer = await this.get(address, limits.signal);
      try {
        const target = redirectOf(answer);
        if (target === undefined) {
          if (answer.statusCode !== 200) throw failureOfStatus(what, answer.statusCode ?? 0);
          return await this.bodyOf(what, answer, limits);
        }
        address = this.followed(what, target, address);
      } finally {
        answer.destroy();
      }
    }
    const text = `${placeText({ scheme: 'https', url })} redirects more than ${mostRedirects} times`;
    throw new UnreadablePicture('STORAGE_UNAVAILABLE', text);
  }

  close(): void {
    this.agent.destroy();
  }

  /** @throws InvalidError `REFERENCE_REFUSED` for an address in numbers that is not allowed: `lookup` never sees it. */
  refuseAddress(hostname: string): void {
    const literal = hostname.replace(/^\[|\]$/g, '');
    if (isIP(literal) === 0 || this.addresses.has(literal)) return;
    throw new InvalidError('REFERENCE_REFUSED', `${hostname} is no public address, and not in FETCH_PRIVATE`);
  }

  private get(address: URL, signal: AbortSignal): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => reject(this.failureOf(address, error, signal));
      const asked = request(address, {
        agent: this.agent,
        signal,
        // A packed answer could be far larger than what is counted here.
        headers: {
          accept: 'image/*, application/octet-stream;q=0.9, */*;q=0.1',
          'accept-encoding': 'identity',
        },
      });
      asked.on('socket', (socket) => {
        const check = () => {
          const { remoteAddress = '' } = socket;
          if (!this.addresses.has(remoteAddress))
            asked.destroy(this.notAllowed(address.hostname, remoteAddress));
        };
        if (socket.connecting) socket.once('connect', check);
        else check();
      });
      asked.on('response', resolve).on('error', fail).end();
    });
  }

  private readonly lookup: LookupFunction = (hostname, options, callback) => {
    dns.lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const refused = found.find(({ address }) => !this.addresses.has(address));
      if (refused) return callback(this.notAllowed(hostname, refused.address), []);
      if (options.all) return callback(null, found);
      const [first] = found;
      return callback(null, first?.address ?? '', first?.family);
    });
  };

  private notAllowed(hostname: string, address: string): UnreadablePicture {
    const text = `${hostname} has the address ${address}, which is not public; FETCH_PRIVATE may allow its network`;
    return new UnreadablePicture('STORAGE_REFUSED', text);
  }

  private failureOf({ hostname }: URL, error: Error, signal: AbortSignal): Error {
    if (error instanceof AppError) return error;
    if (signal.aborted) return signal.reason as Error;
    const text = `https://${hostname} does not answer: ${errorText(error)}`;
    // A star's names are the sender's choice.
    const isUnknown = 'code' in error && error.code === 'ENOTFOUND';
    const Failure = isUnknown ? UnreadablePicture : UnavailableError;
    return new Failure('STORAGE_UNAVAILABLE', text, { cause: error });
  }

  private followed(what: string, target: string, from: URL): URL {
    const text = `${what} redirects to a place that FETCH_HOSTS does not list`;
    const refused = (cause?: unknown) => new UnreadablePicture('STORAGE_REFUSED', text, { cause });
    if (target === '' || !URL.canParse(target, from.href)) throw refused();
    const url = new URL(target, from);
    try {
      readReference(url.href);
      this.refuseAddress(url.hostname);
    } catch (cause) {
      throw refused(cause);
    }
    if (url.protocol !== 'https:' || this.hosts.entryOf(url) === undefined) throw refused();
    return url;
  }

  private async bodyOf(what: string, answer: IncomingMessage, limits: ReadLimits): Promise<Uint8Array> {
    const announced = answer.headers['content-length'];
    try {
      const size = announced === undefined ? undefined : Number(announced);
      return await collect(what, answer as AsyncIterable<Buffer>, size, limits.maxBytes);
    } catch (error) {
      if (error instanceof AppError) throw error;
      if (limits.signal.aborted) throw limits.signal.reason;
      const text = `${what} ended early: ${errorText(error)}`;
      throw new UnreadablePicture('STORAGE_UNAVAILABLE', text, { cause: error });
    }
  }
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage): string | undefined {
  return redirects.includes(statusCode) ? (headers.location ?? '') : undefined;
}
