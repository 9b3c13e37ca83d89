import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { EndpointContract } from '../../../src/foundation/contract/endpoint.js';
import { openApiDocument } from '../../../src/api/openapi/document.js';
import type { Operation } from '../../../src/api/openapi/operation.js';
import { contentOf } from '../../../src/api/openapi/json-schema.js';
import { routesOf } from '../../../src/api/openapi/routes.js';
import { push } from '../../support/http.js';
import {
  onSuiteFinished,
  ownSettings,
  startTestApplication,
  type TestApplication,
} from '../../support/test-application.js';
import { mistakes } from './json-schema.js';
import { servedRoutes } from './served-routes.js';

interface Content {
  readonly schema?: { readonly format?: unknown };
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

const examplesOf = ({ example, examples = {} }: Content) => [
  ...(example === undefined ? [] : [example]),
  ...Object.values(examples).map(({ value }) => value),
];

/** Routes that are no endpoints: the page with its libraries, and the document with the page that shows it. */
const withoutContract = [
  /^GET \/(index\.html)?$/,
  /^GET .*\.(js|cjs|css|svg|map|d\.c?ts)$/,
  /^GET \/api(-json|-yaml)?(\/|$)/,
];

const verbs =
  'abort|check|download|export|follow|get|infer|label|list|load|promote|push|replay|resolve|rollBack|start|swap|unload|upload';
const functionName = new RegExp(`^(${verbs})([A-Z][a-z]+)+$`);

/** The schemas of a contract whose examples the document shows. */
function schemasOf({ body, answers }: EndpointContract) {
  const read = body instanceof z.ZodType ? body : body?.schema;
  const given = Object.values(answers).map((answer) => (answer instanceof z.ZodType ? answer : answer.body));
  return [
    ...(read ? [{ schema: read, io: 'input' as const }] : []),
    ...given.flatMap((schema) => (schema ? [{ schema, io: 'output' as const }] : [])),
  ];
}

describe('The OpenAPI document', () => {
  const onEnd = onSuiteFinished();
  let url: string;
  let app: TestApplication['app'];
  let documented: [key: string, path: string, operation: Operation][];

  beforeAll(async () => {
    const running = await startTestApplication(await ownSettings(onEnd), onEnd);
    ({ url, app } = running);
    const { paths, openapi } = openApiDocument(routesOf(app));
    expect(openapi).toBe('3.1.0');
    documented = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]): [string, string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        path,
        operation,
      ]),
    );
  }, 60_000);

  /** What is wrong with a content of the document: without a schema, an example, or with one that does not fit. */
  function flaws(place: string, type: string, content: Content): string[] {
    if (!content.schema) return [`${place}: ${type} has no schema`];
    if (content.schema.format === 'binary' || type.startsWith('multipart/')) return [];
    const examples = examplesOf(content);
    if (examples.length === 0) return [`${place}: ${type} has no example`];
    return examples.flatMap((example) =>
      mistakes(content.schema!, example, 'draft2020').map((mistake) => `${place}: ${type}: ${mistake}`),
    );
  }

  it('has every route that the program serves, but the page and the document itself', () => {
    const served = servedRoutes(app).filter(
      (route) => !withoutContract.some((pattern) => pattern.test(route)),
    );
    expect(documented.map(([key]) => key).toSorted()).toEqual(served.toSorted());
  });

  it('has a summary and a chapter for every operation, and a name of its own that a function can have', () => {
    expect(documented.filter(([, , { summary, tags }]) => !summary || !tags[0])).toEqual([]);
    const names = documented.map(([, , { operationId }]) => operationId);
    expect(names.filter((name) => !functionName.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('shows examples that the endpoint itself would read or answer', () => {
    const wrong = routesOf(app).flatMap(({ contract }) =>
      schemasOf(contract).flatMap(({ schema, io }) => {
        const { example } = contentOf(schema, io);
        if (example === undefined) return [];
        const { error } = schema.safeParse(example);
        return error ? [`${contract.name}: ${error.message}`] : [];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('has a schema for every body, with examples that fit it', () => {
    const found = documented.flatMap(([key, , { responses, requestBody }]) => [
      ...Object.entries(requestBody?.content ?? {}).flatMap(([type, content]) => flaws(key, type, content)),
      ...Object.entries(responses).flatMap(([status, { content = {} }]) =>
        Object.entries(content).flatMap(([type, each]) => flaws(`${key} ${status}`, type, each)),
      ),
    ]);
    expect(found).toEqual([]);
  });

  it('has an answer that is no failure, and every failure with an example, for every operation', () => {
    for (const [key, , { responses }] of documented) {
      const statuses = Object.keys(responses).map(Number);
      expect([key, statuses.some((status) => status < 400)]).toEqual([key, true]);
      expect([key, statuses]).toEqual([key, expect.arrayContaining([403, 500])]);
      for (const [status, { content = {} }] of Object.entries(responses)) {
        if (Number(status) < 400) continue;
        const shown = Object.values(content).flatMap(examplesOf);
        expect([key, status, shown.length > 0]).toEqual([key, status, true]);
      }
    }
  });

  /** The operation that a real request meets. */
  function operationOf(method: string, path: string): Operation {
    const isIt = (template: string) =>
      new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
    const fitting = documented.filter(([key, template]) => key.startsWith(`${method} `) && isIt(template));
    const [exact] = fitting.toSorted(([, one], [, other]) => one.split('{').length - other.split('{').length);
    expect([path, exact]).not.toEqual([path, undefined]);
    return exact![2];
  }

  async function check(method: string, path: string, init: RequestInit = {}): Promise<number> {
    const response = await fetch(url + path, { method, ...init });
    const body: unknown = await response.json();
    const answer = operationOf(method, path.replace(/\?.*/, '')).responses[response.status];
    const schema = answer?.content?.['application/json']?.schema;
    expect([method, path, response.status, schema !== undefined, body]).toEqual([
      method,
      path,
      response.status,
      true,
      body,
    ]);
    expect([method, path, mistakes(schema!, body, 'draft2020')]).toEqual([method, path, []]);
    return response.status;
  }

  const json = (body: unknown): RequestInit => ({
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });

  it('describes what the running service answers', async () => {
    const { requestId } = await push(url, 'push-to-consumer', 0, 3);
    const labels = `/requests/${requestId}/labels?wait=60`;
    const gets = ['/brokers', '/dataset', '/models', '/models/fashion-mnist', '/models/fashion-mnist/report'];
    const results = ['/predictions', '/ledger', '/statistics', '/outcomes', '/requests', '/dead-letters'];
    const ofRequest = [labels, `/requests/${requestId}`, `/requests/${requestId}/predictions`];
    const protocol = ['', '/health/live', '/health/ready', '/models/stats', '/models/fashion-mnist'];
    const more = ['/models/fashion-mnist/ready', '/models/fashion-mnist/stats', `/jobs/${requestId}`];
    const job = `/v2/jobs/${requestId}/result`;
    const contracts = ['/schemas', '/schemas/prediction.json', '/asyncapi.json'];
    const v2 = [...protocol, ...more].map((path) => `/v2${path}`);
    for (const path of [...ofRequest, ...gets, ...results, ...v2, job, ...contracts]) {
      expect([path, await check('GET', path)]).toEqual([path, 200]);
    }
    expect(await check('POST', '/push-to-consumer?start_idx=0&end_idx=1')).toBe(202);
    expect(await check('POST', '/push-to-consumer?start_idx=0&end_idx=1&wait=60')).toBe(200);
    expect(await check('POST', '/dead-letters/replay', json({ dryRun: true }))).toBe(200);
    expect(await check('POST', '/v2/repository/index')).toBe(200);
  }, 120_000);

  it.each([
    ['GET', '/predictions?limit=0', {}, 400],
    ['GET', '/requests/nobody', {}, 404],
    ['GET', '/dead-letters/7', {}, 404],
    ['GET', '/dead-letters/x', {}, 400],
    ['GET', '/dataset/images/99999', {}, 404],
    ['GET', '/images/nobody', {}, 404],
    ['GET', '/models/nobody', {}, 404],
    ['GET', '/schemas/nobody', {}, 404],
    ['POST', '/push-to-consumer', { headers: { origin: 'http://evil.example' } }, 403],
    ['POST', '/push-to-consumer?start_idx=5&end_idx=1', {}, 400],
    ['POST', '/rabbit/push-to-consumer?start_idx=0&end_idx=1', {}, 404],
    ['POST', '/kafka/push-to-consumer?start_idx=0&end_idx=1', {}, 409],
    ['POST', '/push-to-consumer', { body: 'x', headers: { 'content-type': 'text/css' } }, 415],
    ['POST', '/images', { body: 'x', headers: { 'content-type': 'text/css' } }, 415],
    ['POST', '/images', { body: Buffer.alloc(16_000_001), headers: { 'content-type': 'image/png' } }, 413],
    ['POST', '/models/fashion-mnist/swap', json({ version: '99' }), 404],
    ['POST', '/models/fashion-mnist/promote', {}, 409],
    ['POST', '/dead-letters/7/replay', {}, 404],
    ['GET', '/v2/models/nobody', {}, 404],
    ['GET', '/v2/jobs/nobody', {}, 404],
    ['POST', '/v2/models/fashion-mnist/infer', { body: '{' }, 400],
    ['POST', '/v2/repository/models/fashion-mnist/unload', {}, 400],
  ])('describes the failure of %s %s', async (method, path, init, status) => {
    expect(await check(method, path, init)).toBe(status);
  });
});
