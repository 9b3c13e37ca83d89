import { z } from 'zod';
import { modelNamePattern } from '../../foundation/config/model-names.js';
import { fileTypes } from '../../events/image-type.js';
import { type Body, endpoint } from '../../foundation/contract/endpoint.js';
import { text } from '../../foundation/contract/fields.js';
import { imageOutcome } from '../../outcomes/ledger/ledger.js';
import { maxFiles } from './picture-bodies.js';
import { published, publishedExample, publishing, waitSeconds } from './publishing.schema.js';

const settings = {
  wait: waitSeconds,
  model: z
    .string()
    .regex(modelNamePattern, "a model's name")
    .describe('The model that answers; by default the one that serves')
    .optional(),
  modelVersion: z
    .string()
    .regex(/^\d{1,16}$/, "a model's version, a whole number")
    .describe('Its version; by default the one that serves')
    .optional(),
};

const refusedFile = z.object({
  file: text,
  code: text,
  reason: text.describe('What was seen, and what is allowed'),
});

const uploaded = published.extend({
  files: z.array(text).describe('The names of the published pictures, in the order of their indexes'),
  refused: z.array(refusedFile).describe('The files of the form that were not published'),
});
export type Uploaded = Body<typeof uploaded>;

const answered = uploaded.extend({
  complete: z.boolean().describe('Every picture has its outcome'),
  images: z.array(imageOutcome.extend({ file: text })),
});
export type AnsweredUpload = Body<typeof answered>;

const uploadedExample: Uploaded = { ...publishedExample, accepted: 1, files: ['boot.jpg'], refused: [] };
const notes = { file: 'notes.txt', code: 'UNSUPPORTED_CONTENT_TYPE', reason: 'is no picture' };
const partExample: Uploaded = { ...uploadedExample, refused: [notes] };
const answeredExample: AnsweredUpload = {
  ...uploadedExample,
  complete: true,
  images: [
    {
      file: 'boot.jpg',
      imageIndex: 0,
      state: 'predicted',
      label: 'Ankle boot',
      classIndex: 9,
      confidence: 0.98,
      labels: null,
      top: [{ label: 'Ankle boot', classIndex: 9, confidence: 0.98 }],
      model: 'fashion-mnist',
      modelVersion: '2',
      code: null,
      reason: null,
    },
  ],
};

export const uploadImages = endpoint({
  ...publishing,
  name: 'uploadImages',
  nameWithParameter: { broker: 'uploadImagesToBroker' },
  summary: 'Publish pictures of your own',
  description:
    `The body is one picture (${fileTypes.join(', ')}), or a form with up to ${maxFiles} files. ` +
    'The good files of a form are published, also beside bad ones: `refused` names those.',
  query: z.strictObject(settings),
  body: {
    schema: z.strictObject({ file: z.array(z.file()).min(1).max(maxFiles), ...settings }),
    contentTypes: ['multipart/form-data'],
    binaryTypes: fileTypes,
    readByHandler: true,
  },
  answers: {
    200: {
      description: 'With `wait`: what became of each',
      body: answered.meta({ examples: [answeredExample] }),
    },
    202: {
      description:
        'The broker has confirmed every picture, or goes on taking them. With `wait`: not each has its outcome yet',
      body: z.union([answered, uploaded]).meta({ examples: [uploadedExample] }),
    },
    207: {
      description: 'As 200 or 202 for the good files of the form; the others are in `refused`',
      body: z.union([answered, uploaded]).meta({ examples: [partExample] }),
    },
  },
  failures: [...publishing.failures, 'UNSUPPORTED_CONTENT_TYPE', 'MESSAGE_TOO_LARGE', 'BUSY'],
  failureDescriptions: {
    ...publishing.failureDescriptions,
    400: 'No file, too many of them, a wrong setting, or no file that can be read; nothing was published',
    413: 'Every file, the pixels of all together or the body is over its limit; nothing was published',
    415: 'No file is a known picture; nothing was published',
  },
});
