import { z } from 'zod';
import { endpoint } from '../../foundation/contract/endpoint.js';
import { text } from '../../foundation/contract/fields.js';

/** The document's own standard defines its content. */
const document = (example: object) => z.looseObject({}).meta({ examples: [example] });

export const getAsyncApiDocument = endpoint({
  name: 'getAsyncApiDocument',
  summary: 'AsyncAPI 3 of all topics: messages, headers and bindings',
  answers: { 200: document({ asyncapi: '3.0.0', info: { title: 'Seamline events' } }) },
});

export const listSchemas = endpoint({
  name: 'listSchemas',
  summary: 'The JSON Schemas of the events',
  answers: {
    200: z.array(text).meta({ description: 'Their paths', examples: [['/schemas/prediction.json']] }),
  },
});

export const getSchema = endpoint({
  name: 'getSchema',
  summary: 'The JSON Schema (draft 7) of an event’s data or headers',
  params: z.object({ file: z.string() }),
  answers: {
    200: document({
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'Prediction',
      type: 'object',
    }),
  },
  failures: ['NOT_FOUND'],
  failureDescriptions: { 404: 'There is no such schema; the answer lists them' },
});
