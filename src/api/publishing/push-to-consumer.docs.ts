import { applyDecorators } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBadRequestResponse,
  ApiBody,
  ApiConflictResponse,
  ApiConsumes,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiServiceUnavailableResponse,
} from '@nestjs/swagger';

export const requestId = '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90';

const acceptedExample = {
  requestId,
  broker: 'kafka',
  accepted: 100,
  links: {
    request: `/requests/${requestId}`,
    predictions: `/requests/${requestId}/predictions`,
    labels: `/requests/${requestId}/labels`,
    page: `/?request=${requestId}`,
  },
};

const badRangeExample = {
  statusCode: 400,
  code: 'OUT_OF_RANGE',
  message:
    'end_idx is 10001: must be a whole number from 1 to 10000 (start_idx is 0, the data set has 10000 images)',
  field: 'end_idx',
  value: 10_001,
  allowed: 'a whole number from 1 to 10000 (start_idx is 0, the data set has 10000 images)',
};

const lostExample = {
  statusCode: 503,
  code: 'BROKER_UNAVAILABLE',
  message: 'kafka took 500 of 2000 images, 500 are unknown: no answer within 4000 ms',
  requestId,
  broker: 'kafka',
  requested: 2000,
  confirmed: 500,
  unknown: 500,
  notSent: 1000,
  links: { request: `/requests/${requestId}` },
};

const startIdx = {
  type: 'integer',
  minimum: 0,
  example: 0,
  description: 'Index of the first image',
} as const;
const endIdx = {
  type: 'integer',
  minimum: 1,
  example: 100,
  description: 'Index after the last image',
} as const;

const answers = [
  ApiAcceptedResponse({
    description: 'Every image lies with the broker',
    schema: { example: acceptedExample },
  }),
  ApiOkResponse({
    description: 'With `wait`: the predicted labels in the order of the images',
    schema: { example: { requestId, complete: true, labels: ['Ankle boot', 'Pullover', 'Trouser'] } },
  }),
  ApiBadRequestResponse({ description: 'Nothing was published', schema: { example: badRangeExample } }),
  ApiForbiddenResponse({ description: 'A page of another site asked' }),
  ApiNotFoundResponse({ description: 'No such broker; the answer lists them' }),
  ApiConflictResponse({ description: 'A known broker that this process does not speak' }),
  ApiServiceUnavailableResponse({
    description: 'The broker is away, or was lost half-way: then with the counts',
    schema: { example: lostExample },
  }),
];

const operation = ApiOperation({
  summary: 'Publish test images by index range',
  description: 'A browser that asks for HTML is sent on to the page of the request.',
});
export const waitQuery = ApiQuery({
  name: 'wait',
  required: false,
  schema: { type: 'integer', minimum: 0, maximum: 300 },
  description: 'Seconds to wait for the answer; 202 with what is there when the time is up',
});

export function DocumentPushByLink(): MethodDecorator {
  return applyDecorators(
    operation,
    ApiQuery({ name: 'start_idx', schema: startIdx }),
    ApiQuery({ name: 'end_idx', schema: endIdx }),
    waitQuery,
    ...answers,
  );
}

export function DocumentPushByForm(): MethodDecorator {
  const schema = {
    type: 'object',
    required: ['start_idx', 'end_idx'],
    properties: { start_idx: startIdx, end_idx: endIdx },
  };
  return applyDecorators(
    operation,
    ApiConsumes('application/x-www-form-urlencoded', 'application/json'),
    ApiBody({ schema }),
    waitQuery,
    ...answers,
  );
}
