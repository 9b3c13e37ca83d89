import { setTimeout as pause } from 'node:timers/promises';
import { errorText } from '../../src/foundation/errors/app.error.js';
import { ServiceClient } from '../../src/tools/verification/service.client.js';
import { resolveUnknown } from '../../src/tools/verification/resolve-unknown.js';
import { onTheWay } from '../../src/outcomes/ledger/verdict.js';
import { verify, type Verification } from '../../src/tools/verification/verify.js';
import { type StruckFault, unleash } from './chaos.js';
import { type Lab, setUp } from './lab.js';
import type { ChaosOptions } from './options.js';
import { planFaults } from './schedule.js';

/** Without any new outcome: a group whose member was killed waits its session out, an outage its longest pause. */
const standstillMs = 180_000;
const pollMs = 250;

export interface ChaosReport {
  /**
   * True only if every image has exactly one outcome, every broken message is a dead letter, and each role ended
   * only on request, and in order.
   */
  readonly ok: boolean;
  readonly seed: number;
  /** Images that the service has said it accepted. */
  readonly confirmed: number;
  readonly failedRequests: number;
  readonly faults: readonly StruckFault[];
  /** Events that were published again. */
  readonly duplicates: number;
  /** Broken events that were published, and ids of those that are no dead letter. */
  readonly corrupted: number;
  readonly survivors: readonly string[];
  readonly verification: Verification;
  /** Why the run ended early; absent when it did not. */
  readonly ended?: string;
  /** Where the roles' logs and databases are; absent when all is well and they are gone. */
  readonly folder?: string;
}

/**
 * Runs a service of its own, breaks it while images go through, and says what became of every one of them.
 *
 * @throws InvalidError `BAD_CONFIG` for a fault that cannot be made, or a server that is not on this machine.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const lab = await setUp(options);
  const killAll = () => void lab.fleet.kill();
  process.once('exit', killAll);
  let ok = false;
  try {
    await options.witness?.begun?.(lab.scene);
    const report = await strike(lab, options);
    await options.witness?.ended?.(lab.scene);
    ok = report.ok;
    return ok ? report : { ...report, folder: lab.folder };
  } finally {
    await lab.remove(!ok);
    process.off('exit', killAll);
  }
}

async function strike(lab: Lab, options: ChaosOptions): Promise<ChaosReport> {
  const { images, counts, seed, say } = options;
  await lab.fleet.start();
  await lab.noise.start();
  const signal = signalOf(options);
  const plan = planFaults(images, counts, seed);
  const faults: StruckFault[] = [];
  const { pusher, ended } = await unleash({ ...lab, plan, images, faults, say, signal });
  await lab.noise.stop();
  say(ended ? `ended early: ${errorText(ended)}` : 'all images are pushed; waiting for those in flight');
  if (!ended) await untilSettled(new ServiceClient(lab.url), signal);
  const account = await takeAccount(lab, ended ? 0 : standstillMs);
  const unharmed = await endInOrder(lab, say);
  return {
    ok: unharmed && account.verification.ok && account.survivors.length === 0 && pusher.confirmed >= images,
    seed,
    confirmed: pusher.confirmed,
    failedRequests: pusher.failed,
    faults,
    duplicates: lab.noise.duplicates,
    corrupted: lab.noise.corrupted.size,
    ...account,
    ...(ended !== undefined && { ended: errorText(ended) }),
  };
}

function signalOf({ maxMinutes, signal }: ChaosOptions): AbortSignal {
  const timeout = AbortSignal.timeout(maxMinutes * 60_000);
  return signal ? AbortSignal.any([timeout, signal]) : timeout;
}

/** Resolves when nothing is on its way any more, nothing moves any more, or the run's time is over. */
async function untilSettled(service: ServiceClient, signal: AbortSignal): Promise<void> {
  let decided = -1;
  let movedAt = performance.now();
  while (!signal.aborted && performance.now() - movedAt < standstillMs) {
    const ledger = await service.ledger().catch(() => undefined);
    if (ledger && onTheWay(ledger) === 0) return;
    if (ledger && ledger.predicted + ledger.dead !== decided) {
      decided = ledger.predicted + ledger.dead;
      movedAt = performance.now();
    }
    await pause(pollMs);
  }
}

async function takeAccount(lab: Lab, waitMs: number) {
  const service = new ServiceClient(lab.url);
  // A killed api leaves images that it may or may not have sent.
  await resolveUnknown(service, [lab.reader]);
  const verification = await verify(service, { waitMs, topics: [lab.reader] });
  return { verification, survivors: await notDead(lab, service) };
}

/** False when a role does not end in order, or has ended before by itself. */
async function endInOrder({ fleet }: Lab, say: ChaosOptions['say']): Promise<boolean> {
  const orderly = await fleet.stop();
  if (!orderly) say('not every role ended in order');
  for (const { role, crashes } of fleet.crashes) say(`the role ${role} ended by itself ${crashes} times`);
  return orderly && fleet.crashes.length === 0;
}

/** Broken events that have no outcome, or another one than death. */
async function notDead({ noise }: Lab, service: ServiceClient): Promise<string[]> {
  const left = new Set(noise.corrupted);
  for await (const { imageId, state } of service.outcomes()) if (state === 'dead') left.delete(imageId);
  return [...left];
}
