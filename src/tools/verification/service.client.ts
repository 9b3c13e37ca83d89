import type { Ledger, RequestLedger } from '../../outcomes/ledger/ledger.js';

/**
 * In milliseconds. The service reports a broker or a database away sooner, and answers a push that goes on after 30 s.
 */
const defaultTimeoutMs = 45_000;
const outcomesPerPage = 10_000;
const idsPerPage = 10_000;

export interface ListedOutcome {
  readonly seq: number;
  readonly imageId: string;
  /** Null for an image of an earlier version. */
  readonly imageSource: string | null;
  /** Null where it is the name itself. */
  readonly imageEventId: string | null;
  readonly state: 'predicted' | 'dead';
}

export interface Pushed {
  readonly requestId: string;
  readonly accepted: number;
  /** Further images are still being published. */
  readonly publishing: boolean;
}

export interface ServiceBroker {
  readonly name: string;
  /** Identifies the service's topic of images there; absent where that is not known. */
  readonly imagesLog?: string;
}

export interface RequestWithUnknown {
  readonly requestId: string;
  readonly broker: string | null;
  readonly images: number;
  readonly since: string;
  readonly logId: string | null;
}

export interface UnknownImage {
  readonly imageId: string;
  readonly createdAt: string;
}

/** Ids of images that the broker has, and of those that it does not have; at most 1,000 each. `all`: all others. */
export interface UnknownFindings {
  readonly atBroker?: readonly string[];
  readonly absent?: readonly string[] | 'all';
}

export interface Resolved {
  readonly accepted: number;
  readonly forgotten: number;
  readonly unknown: number;
}

/** The service's answer was an error. */
export class ServiceError extends Error {
  constructor(
    readonly status: number,
    readonly body: Readonly<Record<string, unknown>>,
    url: string,
  ) {
    super(`${url} answered ${status}: ${String(body['message'] ?? JSON.stringify(body))}`);
    this.name = 'ServiceError';
  }
}

/**
 * A client of a running Seamline over HTTP. Every call throws `ServiceError` when the answer is an error, and a bare
 * `Error` without an answer.
 */
export class ServiceClient {
  private readonly url: string;

  /** @param apiKey or token, where the service needs authentication. */
  constructor(
    url: string,
    private readonly timeoutMs = defaultTimeoutMs,
    private readonly apiKey?: string,
  ) {
    this.url = url.replace(/\/+$/, '');
  }

  ledger(): Promise<Ledger> {
    return this.call('/ledger');
  }

  request(requestId: string): Promise<RequestLedger> {
    return this.call(`/requests/${encodeURIComponent(requestId)}`);
  }

  /** The brokers that the service speaks. */
  async brokers(): Promise<ServiceBroker[]> {
    const brokers = await this.call<(ServiceBroker & { readonly enabled: boolean })[]>('/brokers');
    return brokers.filter(({ enabled }) => enabled);
  }

  /** Requests with unknown images. */
  unknownRequests(): Promise<RequestWithUnknown[]> {
    return this.call(`/unknown?limit=${idsPerPage}`);
  }

  /** Every unknown image of a request, page by page. */
  async *unknownImages(requestId: string): AsyncGenerator<UnknownImage> {
    const path = `/requests/${encodeURIComponent(requestId)}/unknown?limit=${idsPerPage}`;
    for (let after = ''; ;) {
      const query = after && `&after=${encodeURIComponent(after)}`;
      const page = await this.call<UnknownImage[]>(path + query);
      yield* page;
      if (page.length < idsPerPage) return;
      after = page.at(-1)?.imageId ?? after;
    }
  }

  /** Returns the reason instead when its publisher has come back meanwhile, so that nothing of it is unknown. */
  async resolve(requestId: string, findings: UnknownFindings): Promise<Resolved | string> {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(findings) };
    try {
      return await this.call(`/requests/${encodeURIComponent(requestId)}/resolve`, init);
    } catch (error) {
      if (error instanceof ServiceError && error.body['code'] === 'STILL_PUBLISHING')
        return String(error.body['message']);
      throw error;
    }
  }

  dataset(): Promise<{ name: string; description: string; sampled: boolean; size: number }> {
    return this.call('/dataset');
  }

  /** @param start inclusive. @param end exclusive. */
  push(start: number, end: number): Promise<Pushed> {
    return this.call(`/push-to-consumer?start_idx=${start}&end_idx=${end}`, { method: 'POST' });
  }

  /** Every stored outcome, page by page, the oldest first. */
  async *outcomes(): AsyncGenerator<ListedOutcome> {
    for (let after = 0; ;) {
      const page = await this.call<ListedOutcome[]>(`/outcomes?limit=${outcomesPerPage}&after=${after}`);
      yield* page;
      if (page.length < outcomesPerPage) return;
      after = page.at(-1)?.seq ?? after;
    }
  }

  /** The picture of an image as PNG; a `ServiceError` of status 404 without one. */
  async picture(imageId: string): Promise<Uint8Array> {
    const path = `/images/${encodeURIComponent(imageId)}`;
    const response = await this.fetch(path);
    if (!response.ok) throw await this.refusal(response, path);
    return new Uint8Array(await response.arrayBuffer());
  }

  async call<Body>(path: string, init: RequestInit = {}): Promise<Body> {
    return (await this.answer<Body>(path, init)).body;
  }

  /** The same with the headers of the answer. */
  async answer<Body>(path: string, init: RequestInit = {}): Promise<{ body: Body; headers: Headers }> {
    const response = await this.fetch(path, init);
    if (!response.ok) throw await this.refusal(response, path);
    return { body: (await bodyOf(response)) as Body, headers: response.headers };
  }

  private async refusal(response: Response, path: string): Promise<ServiceError> {
    const body = (await bodyOf(response)) as Record<string, unknown>;
    return new ServiceError(response.status, body, this.url + path);
  }

  private fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return this.send(path, { signal: AbortSignal.timeout(this.timeoutMs), ...init });
  }

  /** The raw answer, errors included. */
  async send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.apiKey) headers.set('authorization', `Bearer ${this.apiKey}`);
    return fetch(this.url + path, { ...init, headers }).catch((cause: unknown) => {
      throw new Error(`${this.url} does not answer`, { cause });
    });
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text();
  return text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : { message: text };
}
