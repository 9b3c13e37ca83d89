import { z } from 'zod';
import { deadLetterHeaders } from '../../events/dead-letter.headers.js';
import { driverOf } from '../../transport/drivers/index.js';
import { encoders } from './asyncapi.servers.js';
import type { EventContract } from './event-contract.js';
import { eventContracts } from './event-contracts.js';

/** A JSON Schema of draft 7, which AsyncAPI 3 accepts unchanged. */
export type AsyncApiSchema = Readonly<Record<string, unknown>>;

/** The form that a sender must write. Descriptions contain the rules that only a program can check (sums, sizes). */
export function asyncApiSchemaOf(schema: z.ZodType): AsyncApiSchema {
  const {
    $schema: _dialect,
    additionalProperties: _closed,
    ...rest
  } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
  });
  return rest;
}

/** The headers of an event with their names on a broker: attributes have a prefix there. */
export function headersOn(broker: string, contract: EventContract): AsyncApiSchema {
  const { prefix, contentTypeHeaders } = driverOf(broker).cloudEvents;
  const contentType = contentTypeHeaders.map((name, at) => {
    return [name, { type: 'string', description: at === 0 ? 'The media type of the value' : 'The same' }];
  });
  const { properties = {}, required = [] } = asyncApiSchemaOf(contract.attributes) as ObjectSchema;
  const own = contract.headers ? (asyncApiSchemaOf(contract.headers) as ObjectSchema).properties : {};
  return {
    type: 'object',
    properties: {
      ...Object.fromEntries(Object.entries(properties).map(([name, schema]) => [prefix + name, schema])),
      ...(Object.fromEntries(contentType) as Record<string, object>),
      ...own,
    },
    required: required.map((name) => prefix + name),
  };
}

export const deadLetterSchema: AsyncApiSchema = asyncApiSchemaOf(deadLetterHeaders);

/** The schemas to serve, by their file names: of each event's data where it is JSON, and of its headers. */
export function servedSchemas(): ReadonlyMap<string, AsyncApiSchema> {
  const schemas = Object.entries(eventContracts).flatMap(([name, contract]) => {
    const { title, summary: description, data } = contract;
    const described = { title, description };
    return [
      ...(data ? [[`${name}.json`, { ...asyncApiSchemaOf(data), ...described }] as const] : []),
      ...encoders().map(
        (encoder) =>
          [
            `${name}.headers.${encoder.name}.json`,
            { ...headersOn(encoder.name, contract), ...described },
          ] as const,
      ),
    ];
  });
  const letter = { ...deadLetterSchema, title: 'What a dead letter adds to its message’s headers' };
  const $schema = 'http://json-schema.org/draft-07/schema#';
  const all = [...schemas, ['dead-letter.headers.json', letter] as const];
  return new Map(all.map(([file, schema]) => [file, { $schema, ...schema }]));
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, AsyncApiSchema>>;
  readonly required?: readonly string[];
}
