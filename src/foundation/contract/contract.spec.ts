import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Contract } from './contract.js';
import { endpoint, type InputOf } from './endpoint.js';
import { anyPosition, documentedAs, documentedForm, text, wholeNumber } from './fields.js';
import { readRequest } from './read-request.js';
import { routeFactsOf } from './route-facts.js';

const repeatText = endpoint({
  name: 'repeatText',
  summary: 'A text, so often',
  params: z.object({ text: z.string() }),
  query: z.object({ times: wholeNumber(1, 9).default(1) }),
  answers: { 200: z.object({ text: z.string(), times: z.number() }), 202: { description: 'Later' } },
});

class Repeats {
  @Contract(repeatText)
  fits({ params: { text }, query: { times } }: InputOf<typeof repeatText>) {
    return { text: text.repeat(times), times };
  }

  // @ts-expect-error the answer lacks a field
  @Contract(repeatText)
  answersLess({ params: { text } }: InputOf<typeof repeatText>) {
    return { text };
  }

  // @ts-expect-error the contract has no such input
  @Contract(repeatText)
  readsMore({ body }: { readonly body: string }) {
    return { text: body, times: 1 };
  }
}

const request = { params: {}, query: {}, headers: {} };

describe('A contract', () => {
  it('is held against its handler by the compiler, and found at it', () => {
    expect(routeFactsOf(Repeats.prototype.fits).contract).toBe(repeatText);
  });

  it('reads what stands in the path and the query, with its defaults, and names what is wrong', () => {
    expect(readRequest(repeatText, { ...request, params: { text: 'a' } })).toEqual({
      params: { text: 'a' },
      query: { times: 1 },
    });
    expect(() =>
      readRequest(repeatText, { ...request, params: { text: 'a' }, query: { times: '10' } }),
    ).toThrow('times is "10": must be a whole number from 1 to 9');
  });

  it('reads headers by their names in any case', () => {
    const headers = z.object({ 'Last-Event-ID': anyPosition.optional() });
    const contract = endpoint({ ...repeatText, params: z.object({}), query: z.object({}), headers });
    expect(readRequest(contract, { ...request, headers: { 'last-event-id': '7' } })).toMatchObject({
      headers: { 'Last-Event-ID': 7 },
    });
    expect(() => readRequest(contract, { ...request, headers: { 'last-event-id': 'x' } })).toThrow(
      /^Last-Event-ID is "x"/,
    );
  });

  it('takes fields of a body out of the query too where it says so, and names them where both lack them', () => {
    const schema = z.strictObject({ end: wholeNumber(1, 9), start: wholeNumber(0, 9) });
    const either = {
      ...repeatText,
      query: undefined,
      params: undefined,
      body: { schema, alsoInQuery: true },
    } as const;
    const { query: _query, params: _params, ...contract } = either;
    expect(readRequest(contract, { ...request, query: { start: '1', end: '2' }, body: { end: 3 } })).toEqual({
      body: { start: 1, end: 3 },
    });
    expect(() => readRequest(contract, request)).toThrow(/^end is missing/);
    expect(() => readRequest({ ...contract, body: schema }, { ...request, body: [] })).toThrow(
      /^body is \[\]/,
    );
  });

  it('takes no body, but neither null nor a list, for one without fields', () => {
    const schema = z.object({ times: wholeNumber(1, 9).default(1) });
    const { query: _query, params: _params, ...contract } = repeatText;
    for (const body of [
      { schema, optional: true },
      { schema, alsoInQuery: true },
    ] as const) {
      expect(readRequest({ ...contract, body }, request)).toEqual({ body: { times: 1 } });
      expect(() => readRequest({ ...contract, body }, { ...request, body: null })).toThrow(/^body is null/);
      expect(() => readRequest({ ...contract, body }, { ...request, body: [] })).toThrow(/^body is \[\]/);
    }
  });

  it('documents one field in another form, and leaves others of the same schema as they are', () => {
    const length = documentedAs(text, { type: 'integer' }).describe('In bytes').optional();
    expect(documentedForm(length.unwrap())).toEqual({ type: 'integer' });
    expect(documentedForm(text)).toBeUndefined();
  });
});
