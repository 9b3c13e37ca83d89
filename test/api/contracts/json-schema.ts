import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const options = { strict: false, allErrors: true, formats: { binary: true as const, base64: true as const } };
const drafts = {
  /** Of the events. */
  draft7: formats.default(new Ajv(options)),
  /** Of OpenAPI 3.1. */
  draft2020: formats.default(new Ajv2020(options)),
};

/** What is wrong with a value, by its schema; nothing when it is valid. */
export function mistakes(schema: object, value: unknown, draft: keyof typeof drafts = 'draft7'): string[] {
  const { $id: _id, ...anonymous } = schema as Record<string, unknown>;
  const validate = drafts[draft].compile(anonymous);
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
