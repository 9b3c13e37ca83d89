import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OnEnd } from '../test-application.js';

/** Of OTLP: what a span is, for those on the other side of it. */
export const kinds = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 } as const;

export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly events: readonly { readonly name: string }[];
  readonly status: { readonly code?: number; readonly message?: string };
}

/** What came in one request. */
export interface Export {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

export interface OtlpCollector {
  readonly url: string;
  readonly exports: readonly Export[];
  /** Every span that came as JSON. */
  spans(): CollectedSpan[];
}

/** A collector of OpenTelemetry's: a server that keeps what programs export to it. */
export async function startOtlpCollector(onEnd: OnEnd): Promise<OtlpCollector> {
  const exports: Export[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url: path = '', headers } = request;
      exports.push({ path, headers, body: Buffer.concat(chunks) });
      response.writeHead(200, { 'content-type': headers['content-type'] }).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, exports, spans: () => exports.filter(isJson).flatMap(({ body }) => spansIn(body)) };
}

const isJson = ({ headers }: Export) => headers['content-type'] === 'application/json';

interface OtlpAttribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}
type OtlpSpan = Omit<CollectedSpan, 'attributes'> & { readonly attributes?: readonly OtlpAttribute[] };
interface OtlpBody {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly OtlpAttribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

/** Each with the attributes of its resource beside its own. */
function spansIn(body: Buffer): CollectedSpan[] {
  const { resourceSpans } = JSON.parse(body.toString()) as OtlpBody;
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map((span) => ({
        ...span,
        attributes: valuesOf([...resource.attributes, ...(span.attributes ?? [])]),
        links: span.links ?? [],
        events: span.events ?? [],
      })),
  );
}

/** `{ stringValue: 'a' }` is a, whatever its type. */
const valuesOf = (attributes: readonly OtlpAttribute[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
