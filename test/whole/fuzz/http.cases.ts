import { randomInt } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OpenApiDocument } from '../../../src/api/openapi/document.js';
import { call, predictionsOf, push } from '../../support/http.js';
import { Random } from '../../support/random.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../../support/test-application.js';
import { oneOf } from './hostile-values.js';
import { mutated, type Sent } from './http-mutations.js';
import { type Known, type KnownOperation, operationsOf, requestOf } from './http-operations.js';
import { expectMemoryBack, memoryBytes } from './memory.js';
import { type RawAnswer, sendRaw } from './send-raw.js';

const hangsAfterMs = 5_000;
const atOnce = 8;
const warmUp = 150;

interface Case extends Sent {
  readonly at: number;
  readonly asked: KnownOperation;
}

/** Sends so many requests that are wrong in some way, to every operation of the API. */
export function survivesRequests(count: number): void {
  describe('The HTTP server, sent whatever a socket can carry', () => {
    const onEnd = onSuiteFinished();
    const seed = randomInt(1_000_000);
    let url: string;
    let operations: KnownOperation[];
    let known: Known;

    beforeAll(async () => {
      const settings = { MODELS: 'fashion-mnist@1', MAX_RANGE: '20', MAX_BODY_BYTES: '2000000' };
      ({ url } = await startTestApplication({ ...(await ownSettings(onEnd)), ...settings }, onEnd));
      operations = operationsOf((await call<OpenApiDocument>(`${url}/api-json`)).body);
      const { requestId } = await push(url, 'push-to-consumer', 0, 3);
      known = {
        broker: ['embedded', 'kafka', 'nobody'],
        requestId: [requestId],
        id: [requestId, `${requestId}/0`, '1'],
        imageId: [`${requestId}/0`],
        model: ['fashion-mnist'],
        name: ['fashion-mnist'],
        version: ['1', '2'],
        modelVersion: ['1'],
        file: ['prediction.json'],
        index: ['0', '9999'],
        start_idx: ['0', '5'],
        end_idx: ['1', '10'],
      };
    }, 60_000);

    /** The same for the same seed, so that it can be sent again. */
    function caseOf(at: number): Case {
      const random = new Random(seed + at * 7_919);
      const asked = oneOf(operations, random);
      const request = requestOf(asked, known, random);
      const other = requestOf(oneOf(operations, random), known, random);
      return { at, asked, ...mutated(request, other, random) };
    }

    /** What is wrong with the answer; nothing where all is well. */
    function mistakeIn({ at, asked, bytes }: Case, { text, hangs }: RawAnswer): string[] {
      const documented = Object.keys(asked.operation.responses).map(Number);
      const own = statusesIn(text).filter(
        (status) => status >= 500 && (status === 500 || !documented.includes(status)),
      );
      // Node's server answers what is no HTTP of this version, and what it does not know.
      const unexpected = own.filter((status) => status !== 505 && status !== 501);
      if (!hangs && unexpected.length === 0) return [];
      const sent = Buffer.from(bytes.subarray(0, 1_500)).toString('latin1');
      return [
        `seed ${seed} case ${at}: ${hangs ? 'hangs' : unexpected.join()}: ${sent}\n→ ${text.slice(0, 500)}`,
      ];
    }

    const ask = (one: Case) => sendRaw(Number(new URL(url).port), one, hangsAfterMs);

    async function mistakesOf(from: number, to: number, statuses: Map<number, number>): Promise<string[]> {
      const mistakes: string[] = [];
      let next = from;
      const work = async () => {
        while (next < to) {
          const one = caseOf(next++);
          let answer = await ask(one);
          // A busy machine may be slow once; what hangs does so again.
          if (answer.hangs) answer = await ask(one);
          for (const status of statusesIn(answer.text)) statuses.set(status, (statuses.get(status) ?? 0) + 1);
          mistakes.push(...mistakeIn(one, answer));
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      return mistakes;
    }

    it(`never fails by itself, leaves nobody waiting, keeps no memory, and goes on (${count} requests)`, async () => {
      const statuses = new Map<number, number>();
      const mistakes = await mistakesOf(0, warmUp, statuses);
      const before = await memoryBytes();
      mistakes.push(...(await mistakesOf(warmUp, count, statuses)));
      console.log(`HTTP, seed ${seed}: answers ${JSON.stringify(Object.fromEntries(statuses))}`);
      expect(mistakes.slice(0, 10)).toEqual([]);
      await expectMemoryBack(before);
      expect((await call(`${url}/health/ready`)).status).toBe(200);
      expect(await predictionsOf(url, await push(url, 'push-to-consumer', 0, 3))).toHaveLength(3);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    }, 1_800_000);
  });
}

/** Without those that only say to go on. */
function statusesIn(text: string): number[] {
  const all = [...text.matchAll(/^HTTP\/1\.\d (\d{3}) /gm)].map(([, status]) => Number(status));
  return all.filter((status) => status >= 200);
}
