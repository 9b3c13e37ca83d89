import { adviceOn, brokerNames } from '../../transport/drivers/index.js';
import { type Finding, ok, wrong } from './finding.js';

const answerTimeoutMs = 5_000;

interface Readiness {
  readonly info?: Readonly<Record<string, unknown>>;
  readonly error?: Readonly<Record<string, { readonly state?: string; readonly lastError?: string }>>;
}

/**
 * The running service's own account of its parts, such as a consumer that is stuck. Empty when no Seamline
 * answers there.
 */
export async function checkService(ownUrl: string): Promise<Finding[]> {
  const check = 'service';
  const readiness = await readinessOf(ownUrl).catch(() => undefined);
  if (readiness?.info?.['process'] === undefined && readiness?.error?.['process'] === undefined) return [];
  const down = Object.entries(readiness.error ?? {});
  if (down.length === 0) return [ok(check, `the service at ${ownUrl} is ready`)];
  return down.map(([part, { state = 'down', lastError }]) => {
    const text = `the service at ${ownUrl} is not ready: ${part} is ${state}`;
    return wrong(check, lastError === undefined ? text : `${text}: ${lastError}`, adviceFor(part, lastError));
  });
}

async function readinessOf(url: string): Promise<Readiness> {
  const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(answerTimeoutMs) });
  return (await response.json()) as Readiness;
}

function adviceFor(part: string, lastError = ''): string {
  const broker = brokerNames().find((name) => part === `broker ${name}`);
  return broker === undefined
    ? 'see the findings below, and the log of the service'
    : adviceOn(broker, lastError);
}
