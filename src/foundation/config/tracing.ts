import type { Environment } from './environment.js';

/** Where a collector listens that was set up as its maker did. */
const usualEndpoint = 'http://localhost:4318';

/** What OpenTelemetry's standard variables say about traces; undefined when there shall be none. */
export function tracingOf(env: Environment) {
  const isAsked = env.OTEL_TRACES_EXPORTER === 'otlp';
  const endpoint = env.OTEL_EXPORTER_OTLP_ENDPOINT ?? (isAsked ? usualEndpoint : undefined);
  const url = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (endpoint && tracesOf(endpoint));
  if (url === undefined || env.OTEL_SDK_DISABLED || env.OTEL_TRACES_EXPORTER === 'none') return undefined;
  return {
    url,
    protocol: env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? env.OTEL_EXPORTER_OTLP_PROTOCOL,
    /** Default: what OTEL_RESOURCE_ATTRIBUTES says, else `seamline`. */
    serviceName: env.OTEL_SERVICE_NAME,
    /** Often a key: not for logs. */
    headers: headersOf(env.OTEL_EXPORTER_OTLP_HEADERS),
    mostLinks: env.OTEL_SPAN_LINK_COUNT_LIMIT,
  };
}

/** An endpoint for everything is told apart by paths; one for traces alone is taken as it is. */
const tracesOf = (endpoint: string) => `${endpoint.replace(/\/+$/, '')}/v1/traces`;

/** `name=value,name=value`, percent-encoded. */
function headersOf(text = ''): Record<string, string> {
  const pairs = text.split(',').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at < 1 ? [] : [[pair.slice(0, at).trim(), decode(pair.slice(at + 1).trim())] as const];
  });
  return Object.fromEntries(pairs);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
