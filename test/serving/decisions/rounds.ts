import { expect } from 'vitest';
import { change } from '../rollout/service.js';
import { servingAt } from './roles.js';

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly details?: { readonly revision: number };
}

/** What two processes answer that decide at once, by the round: both confirmed, or one refused. */
export interface Rounds {
  both: number;
  refused: number;
}

/**
 * Lets two processes decide at once, again and again. Each confirmed decision holds: a later one is made upon it. A
 * refusal names the revision that came first.
 */
export async function decideAtOnce(one: string, other: string, count: number): Promise<Rounds> {
  const rounds: Rounds = { both: 0, refused: 0 };
  for (let round = 0; round < count; round += 1) {
    const before = await servingAt(one);
    const version = before.version === '1' ? '2' : '1';
    const shadow = before.shadow === undefined ? '3' : undefined;
    // A shadow leaves the version as it is, and a swap the shadow.
    const answers = await Promise.all([
      change(one, 'swap', { version }),
      shadow === undefined ? change(other, 'abort') : change(other, 'shadow', { version: shadow }),
    ]);
    const confirmed = answers.filter(({ status }) => status < 300).map(({ body }) => body);
    const refused = answers.filter(({ status }) => status >= 300);
    expect(confirmed.length).toBeGreaterThan(0);
    const revisions = confirmed.map(({ revision }) => revision).toSorted((a, b) => a - b);
    expect(revisions).toEqual(confirmed.map((_, at) => before.revision + 1 + at));
    for (const { status, body } of refused) {
      const { code, message } = body as unknown as Refusal;
      expect([status, code]).toEqual([409, 'STALE_DECISION']);
      expect(message).toContain(`and ${before.revision + 1} is the newest`);
    }
    const now = await servingAt(other);
    expect(now.revision).toBe(revisions.at(-1));
    if (answers[0].status < 300) expect(now.version).toBe(version);
    if (answers[1].status < 300) expect(now.shadow).toBe(shadow);
    rounds[refused.length > 0 ? 'refused' : 'both'] += 1;
  }
  return rounds;
}
