import { applyDecorators } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiPayloadTooLargeResponse,
  ApiQuery,
  ApiUnsupportedMediaTypeResponse,
} from '@nestjs/swagger';
import { fileTypes } from '../../events/image-type.js';
import { maxFiles } from './picture-bodies.js';
import { requestId, waitQuery } from './push-to-consumer.docs.js';
import { linksOf } from './request-links.js';

const accepted = {
  requestId,
  broker: 'embedded',
  accepted: 1,
  files: ['boot.jpg'],
  links: linksOf(requestId),
};
const answered = {
  ...accepted,
  complete: true,
  images: [{ file: 'boot.jpg', imageIndex: 0, state: 'predicted', label: 'Ankle boot', confidence: 0.98 }],
};
const model = { required: false, schema: { type: 'string' } } as const;

export function DocumentUpload(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      summary: 'Publish pictures of your own',
      description: `The body is one picture (${fileTypes.join(', ')}), or a form with up to ${maxFiles} files.`,
    }),
    ApiConsumes('multipart/form-data', ...fileTypes),
    ApiBody({
      schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } },
    }),
    waitQuery,
    ApiQuery({
      name: 'model',
      description: 'The model that shall answer; by default the one that serves',
      ...model,
    }),
    ApiQuery({ name: 'modelVersion', description: 'Its version; by default the one that serves', ...model }),
    ApiAcceptedResponse({ description: 'Every picture lies with the broker', schema: { example: accepted } }),
    ApiOkResponse({ description: 'With `wait`: what became of each', schema: { example: answered } }),
    ApiUnsupportedMediaTypeResponse({ description: 'A file is no known picture; nothing was published' }),
    ApiPayloadTooLargeResponse({
      description: 'A file or the body is over its limit; nothing was published',
    }),
  );
}
