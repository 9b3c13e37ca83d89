import { applyDecorators } from '@nestjs/common';
import { ApiBadRequestResponse, ApiQuery } from '@nestjs/swagger';

type Schema = Readonly<Record<string, unknown>>;

const filters: Readonly<Record<string, readonly [description: string, schema?: Schema]>> = {
  request: ['Of the request with this id'],
  label: ['With this predicted label'],
  model: ['By this model'],
  modelVersion: ['By this version of the model'],
  broker: ['Of images that came over this broker'],
  confidenceBelow: ['With less confidence, 0 to 1', { type: 'number', minimum: 0, maximum: 1 }],
  wrong: ['true: they differ from the true label; false: they equal it', { type: 'boolean' }],
  unsure: ['true: with less confidence than UNSURE_BELOW was then', { type: 'boolean' }],
  labelled: ['true: their true label is known; false: it is not', { type: 'boolean' }],
  from: ['Stored at this time or later, ISO 8601', { type: 'string', format: 'date-time' }],
  to: ['Stored before this time, ISO 8601', { type: 'string', format: 'date-time' }],
};

/** What every list of predictions can be filtered by. */
export function DocumentFilters(): MethodDecorator {
  return applyDecorators(
    ...Object.entries(filters).map(([name, [description, schema = { type: 'string' }]]) =>
      ApiQuery({ name, required: false, description, schema }),
    ),
    ApiBadRequestResponse({ description: 'A filter that is not known or not allowed; the answer names it' }),
  );
}
