import { adviceOn, brokerNames } from '../../transport/drivers/index.js';
import { countText, unknownFix } from '../verification/ledger.format.js';
import { ServiceClient } from '../verification/service.client.js';
import { type Finding, ok, warning, wrong } from './finding.js';

const answerTimeoutMs = 5_000;

type Parts = Readonly<Record<string, { readonly state?: string; readonly lastError?: string }>>;

interface Readiness {
  readonly info?: Parts;
  readonly error?: Parts;
}

/**
 * The running service's own account of its parts, such as a consumer that is stuck. Empty when no Seamline
 * answers there.
 *
 * @param key where the service asks for one.
 */
export async function checkService(ownUrl: string, key?: string): Promise<Finding[]> {
  const check = 'service';
  const readiness = await readinessOf(ownUrl).catch(() => undefined);
  if (readiness?.info?.['process'] === undefined && readiness?.error?.['process'] === undefined) return [];
  return [...readinessFindings(check, ownUrl, readiness), ...(await checkUnknown(check, ownUrl, key))];
}

/** Unknown images are no reason for not being ready. Nothing where the service does not show its ledger. */
async function checkUnknown(check: string, url: string, key: string | undefined): Promise<Finding[]> {
  const client = new ServiceClient(url, answerTimeoutMs, key);
  const { unknown = 0, unknownSince } = (await client.ledger().catch(() => undefined)) ?? {};
  if (unknown === 0) return [];
  const text = `${countText(unknown)} images are unknown, the oldest since ${unknownSince}: the broker may or may not have them`;
  return [warning(check, text, unknownFix)];
}

function readinessFindings(check: string, ownUrl: string, readiness: Readiness): Finding[] {
  const down = Object.entries(readiness.error ?? {});
  const stores = storeFindings(check, readiness.info ?? {});
  if (down.length === 0) return [ok(check, `the service at ${ownUrl} is ready`), ...stores];
  const findings = down.map(([part, { state = 'down', lastError }]) => {
    const text = `the service at ${ownUrl} is not ready: ${part} is ${state}`;
    return wrong(check, lastError === undefined ? text : `${text}: ${lastError}`, adviceFor(part, lastError));
  });
  return [...findings, ...stores];
}

/** Events whose pictures are in such a store are held. The service itself is ready. */
function storeFindings(check: string, parts: Parts): Finding[] {
  return Object.entries(parts).flatMap(([part, { state, lastError }]) => {
    if (!part.startsWith('storage ') || lastError === undefined) return [];
    const fix =
      state === 'refusing'
        ? 'give the account of the service the right to read objects there; held events go on by themselves'
        : 'held events go on by themselves once it answers; FETCH_HOSTS, FETCH_BUCKETS and FETCH_FILES name the stores';
    return wrong(check, `${part} is ${state}: ${lastError}`, fix);
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
