import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InvalidError } from '../errors/app.error.js';
import { wholeNumber } from './fields.js';
import { readInput } from './read-input.js';

const pixel = wholeNumber(0, 255);
const schema = z.strictObject({
  limit: pixel.optional(),
  inputs: z.array(z.strictObject({ 'a name': z.string().optional(), data: z.array(pixel) })).optional(),
  images: z.array(z.union([z.object({ pixels: pixel }), z.object({ url: z.string() })])).optional(),
  kind: z.enum(['raw', 'file']).optional(),
});

function refusalOf(input: unknown, by: z.ZodType = schema): InvalidError {
  try {
    readInput(by, input);
  } catch (error) {
    if (error instanceof InvalidError) return error;
  }
  throw new Error('it was not refused');
}

describe('readInput', () => {
  it.each([
    [{ limit: 256 }, 'limit', 256, 'a whole number from 0 to 255'],
    [{ inputs: [{ data: [1, 2, 3, 400] }] }, 'inputs[0].data[3]', 400, 'a whole number from 0 to 255'],
    [{ inputs: [{ data: [] }, {}] }, 'inputs[1].data', undefined, 'a list'],
    [{ inputs: [{ data: [], 'a name': 7 }] }, 'inputs[0]["a name"]', 7, 'text'],
    [{ inputs: [{ data: [], size: 1 }] }, 'inputs[0].size', 1, 'left out: there is no such field'],
    [{ images: [{ pixels: 1 }, {}, { pixels: 'x' }] }, 'images[1].pixels', undefined, 'a whole number'],
    [{ images: [{ pixels: 1 }, { url: 'x' }, { pixels: 'x' }] }, 'images[2].pixels', 'x', 'a whole number'],
    [{ kind: 'png' }, 'kind', 'png', 'one of "raw", "file"'],
    [{ lmit: 1 }, 'lmit', 1, 'left out: there is no such field'],
    [[1], 'input', [1], 'an object'],
  ])('names the field of %j, at any depth', (input, field, value, allowed) => {
    const { message, code, details } = refusalOf(input);
    const seen = value === undefined ? 'missing' : JSON.stringify(value);
    expect([code, message]).toEqual(['BAD_REQUEST', expect.stringContaining(`${field} is `)]);
    expect(message).toContain(` is ${seen}: must be ${allowed}`);
    expect(details).toEqual({ field, value: value ?? null, allowed: expect.stringContaining(allowed) });
  });

  it('shows the beginning of a value that is long, and repeats nothing of megabytes', () => {
    const { message, details } = refusalOf({ limit: 'x'.repeat(1_000_000) });
    expect(message.length).toBeLessThan(250);
    expect(String(details['value']).length).toBeLessThan(150);
  });

  it('names the field of a value that is nested deep, and shows its beginning', () => {
    const deep: unknown = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000));
    expect(refusalOf({ limit: deep }).message).toMatch(/^limit is \[{8}…\]{8}: must be /);
    expect(refusalOf(deep)).toMatchObject({
      code: 'BAD_REQUEST',
      details: { field: 'input', value: `${'['.repeat(8)}…${']'.repeat(8)}` },
    });
  });
});
