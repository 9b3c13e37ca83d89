import { setTimeout as pause } from 'node:timers/promises';
import type { Ledger } from '../../src/outcomes/ledger/ledger.js';
import { ServiceClient } from '../../src/tools/verification/service.client.js';
import { ledgerSentence } from '../../src/tools/verification/ledger.format.js';
import type { Actions } from './actions.js';
import { Pusher } from './pusher.js';
import type { PlannedFault } from './schedule.js';

const pollMs = 25;
const hurriedMs = 10_000;

export interface StruckFault extends PlannedFault {
  /** The ledger when it struck, and once what was taken away was there again. */
  readonly ledgers: { readonly before: Ledger; readonly after: Ledger };
}

export interface ChaosRun {
  readonly plan: readonly PlannedFault[];
  readonly images: number;
  readonly actions: Actions;
  readonly url: string;
  /** Where each fault is entered once it has struck. */
  readonly faults: StruckFault[];
  readonly say: (line: string) => void;
  /** Ends the run, however far it has come. */
  readonly signal: AbortSignal;
}

/**
 * Pushes the images, and lets each fault strike while some of them are in flight. Resolves when all are confirmed, or
 * with the reason why it ended before.
 */
export async function unleash(run: ChaosRun): Promise<{ pusher: Pusher; ended?: unknown }> {
  const service = new ServiceClient(run.url, hurriedMs);
  const { size } = await service.dataset();
  const pusher = new Pusher(new ServiceClient(run.url), size, run.signal);
  try {
    for (const fault of run.plan) await strikeOnce(run, fault, service, pusher);
    await pusher.push(Math.max(0, run.images - pusher.confirmed));
    return { pusher };
  } catch (ended) {
    return { pusher, ended };
  }
}

async function strikeOnce(
  { actions, faults, plan, say, signal }: ChaosRun,
  fault: PlannedFault,
  service: ServiceClient,
  pusher: Pusher,
): Promise<void> {
  const goal = decided(await untilAnswered(service, signal)) + fault.after;
  const pushing = pusher.push(fault.images);
  const before = await untilDecided(service, goal, pushing, signal);
  say(`fault ${faults.length + 1} of ${plan.length}: ${fault.kind}`);
  say(`  before: ${ledgerSentence(before)}`);
  await actions[fault.kind](fault.durationMs);
  const after = await untilAnswered(service, signal);
  say(`  after:  ${ledgerSentence(after)}`);
  faults.push({ ...fault, ledgers: { before, after } });
  await pushing;
}

const decided = ({ predicted, dead }: Ledger) => predicted + dead;

/** The ledger at the moment when so many images have their outcome, or when there is nothing left to wait for. */
async function untilDecided(
  service: ServiceClient,
  goal: number,
  pushing: Promise<void>,
  signal: AbortSignal,
): Promise<Ledger> {
  let pushed = false;
  void pushing.then(
    () => (pushed = true),
    () => (pushed = true),
  );
  for (;;) {
    const ledger = await untilAnswered(service, signal);
    const nothingLeft = pushed && ledger.inFlight === 0;
    if (nothingLeft || (decided(ledger) >= goal && ledger.inFlight > 0)) return ledger;
    await pause(pollMs);
  }
}

/** The called process may be dead, or without its database, for a moment. */
async function untilAnswered(service: ServiceClient, signal: AbortSignal): Promise<Ledger> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await service.ledger();
    } catch {
      await pause(pollMs);
    }
  }
}
