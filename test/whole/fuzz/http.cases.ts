import { describe, beforeAll, expect, it } from 'vitest';
import type { OpenApiDocument } from '../../../src/api/openapi/document.js';
import { call, predictionsOf, push } from '../../support/http.js';
import type { TestApplication } from '../../support/test-application.js';
import { Cases } from './cases.js';
import { oneOf } from './hostile-values.js';
import { mutated, type Sent } from './http-mutations.js';
import { type Known, type KnownOperation, operationsOf, requestOf } from './http-operations.js';
import { type RawAnswer, sendRaw } from './send-raw.js';

interface Case extends Sent {
  readonly asked: KnownOperation;
}

/** Sends so many requests that are wrong in some way, to every operation of the API. */
export function survivesRequests(running: () => TestApplication, count: number): void {
  describe('the HTTP server', () => {
    const cases = new Cases();
    let url: string;
    let operations: KnownOperation[];
    let known: Known;

    beforeAll(async () => {
      ({ url } = running());
      operations = operationsOf((await call<OpenApiDocument>(`${url}/api-json`)).body);
      known = knownOf((await push(url, 'push-to-consumer', 0, 3)).requestId);
    });

    function caseOf(at: number): Case {
      const random = cases.randomOf(at);
      const asked = oneOf(operations, random);
      const request = requestOf(asked, known, random);
      const other = requestOf(oneOf(operations, random), known, random);
      return { asked, ...mutated(request, other, random) };
    }

    async function mistakeOf(at: number): Promise<string | undefined> {
      const one = caseOf(at);
      const answer = await sendRaw(Number(new URL(url).port), one);
      for (const status of statusesIn(answer.text)) cases.count(String(status));
      return mistakeIn(one, answer);
    }

    it(`never fails by itself, leaves nobody waiting, keeps no memory, and goes on (${count} requests)`, async () => {
      await cases.expectNoMistake(count, mistakeOf);
      expect((await call(`${url}/health/ready`)).status).toBe(200);
      expect(await predictionsOf(url, await push(url, 'push-to-consumer', 0, 3))).toHaveLength(3);
    }, 1_800_000);
  });
}

const knownOf = (requestId: string): Known => ({
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
});

/** What is wrong with the answer; undefined where all is well. */
function mistakeIn({ asked, bytes }: Case, { text, hangs }: RawAnswer): string | undefined {
  const documented = Object.keys(asked.operation.responses).map(Number);
  const unexpected = statusesIn(text).filter(
    (status) => status >= 500 && !ofNode.includes(status) && (status === 500 || !documented.includes(status)),
  );
  if (!hangs && unexpected.length === 0) return undefined;
  const sent = Buffer.from(bytes.subarray(0, 1_500)).toString('latin1');
  return `${hangs ? 'hangs' : unexpected.join()}: ${sent}\n→ ${text.slice(0, 500)}`;
}

/** Node's server answers what is no HTTP of this version, and what it does not know. */
const ofNode = [501, 505];

/** Without those that only say to go on. */
function statusesIn(text: string): number[] {
  const all = [...text.matchAll(/^HTTP\/1\.\d (\d{3}) /gm)].map(([, status]) => Number(status));
  return all.filter((status) => status >= 200);
}
