import type { Environment } from './environment.js';

/** A collector's default address. */
const usualEndpoint = 'http://localhost:4318';

/** The settings of traces, from OpenTelemetry's standard variables; undefined without traces. */
export function tracingOf(env: Environment) {
  const isAsked = env.OTEL_TRACES_EXPORTER === 'otlp';
  const endpoint = env.OTEL_EXPORTER_OTLP_ENDPOINT ?? (isAsked ? usualEndpoint : undefined);
  const url = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (endpoint && tracesOf(endpoint));
  if (url === undefined || env.OTEL_SDK_DISABLED || env.OTEL_TRACES_EXPORTER === 'none') return undefined;
  return {
    url,
    protocol: env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? env.OTEL_EXPORTER_OTLP_PROTOCOL,
    /** Default: the name in OTEL_RESOURCE_ATTRIBUTES, else `seamline`. */
    serviceName: env.OTEL_SERVICE_NAME,
    /** Often a key: not for logs. */
    headers: headersOf(env.OTEL_EXPORTER_OTLP_HEADERS),
    mostLinks: env.OTEL_SPAN_LINK_COUNT_LIMIT,
  };
}

/** A general endpoint gets the path for traces; one for traces alone is used unchanged. */
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
