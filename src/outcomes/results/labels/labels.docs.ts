import { applyDecorators } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBadRequestResponse,
  ApiBody,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
} from '@nestjs/swagger';
import type { LabelledImage } from './labels.service.js';

const imageId = '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90/17';
const times = { givenAt: '2026-01-02T09:30:00.000Z', storedAt: '2026-01-02T09:30:00.004Z' };

/** What the documentation of the endpoints shows. */
export const labelledExample: LabelledImage = {
  imageId,
  state: 'predicted',
  predicted: 'Pullover',
  trueLabel: 'Coat',
  right: false,
  allowed: ['T-shirt/top', 'Trouser', 'Pullover', 'Dress', 'Coat'],
  history: [
    {
      label: 'Coat',
      classIndex: 4,
      source: 'returns desk',
      state: 'accepted',
      counts: true,
      replaced: 'Shirt',
      reason: null,
      ...times,
    },
  ],
};

const unknownLabelExample = {
  statusCode: 400,
  code: 'UNKNOWN_LABEL',
  message:
    'label is "Hat": must be a label of digits@1, which predicted: "zero", "one", or an index from 0 to 1',
  field: 'label',
  value: 'Hat',
  allowed: 'a label of digits@1, which predicted: "zero", "one", or an index from 0 to 1',
};

const bodySchema = {
  type: 'object',
  required: ['label'],
  properties: {
    label: {
      oneOf: [{ type: 'string' }, { type: 'integer', minimum: 0 }],
      description: 'A label of the model that predicted, or its index',
      example: 'Coat',
    },
    source: { type: 'string', description: 'Who says so', example: 'returns desk' },
  },
};

export function DocumentLabel(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      summary: 'Say what an image really shows',
      description:
        'The id is the imageId of a prediction, with / as %2F. A later label takes the place of an earlier one, which stays in the history.',
    }),
    ApiBody({ schema: bodySchema as object }),
    ApiOkResponse({ description: 'It counts as the truth', schema: { example: labelledExample } }),
    ApiAcceptedResponse({ description: 'It is kept until the image is predicted' }),
    ApiBadRequestResponse({
      description: 'The model that predicted does not know the label',
      schema: { example: unknownLabelExample },
    }),
    ApiNotFoundResponse({ description: 'No image has this id' }),
  );
}
