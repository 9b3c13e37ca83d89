import { z } from 'zod';
import { programVersion } from '../../foundation/config/program-version.js';
import { endpoint } from '../../foundation/contract/endpoint.js';
import { text } from '../../foundation/contract/fields.js';

export const serverMetadata = {
  name: 'seamline',
  version: programVersion,
  extensions: [
    'binary_tensor_data',
    'classification',
    'model_configuration',
    'model_repository',
    'schedule_policy',
    'statistics',
  ],
};

export const getServerMetadata = endpoint({
  name: 'getServerMetadata',
  summary: 'Name, version and extensions of this server',
  answers: {
    200: z
      .object({ name: text, version: text, extensions: z.array(text) })
      .meta({ examples: [serverMetadata] }),
  },
});

export const checkServerLive = endpoint({
  name: 'checkServerLive',
  ignoresQuery: true,
  summary: 'Whether the process answers',
  answers: { 200: z.object({ live: z.boolean() }).meta({ examples: [{ live: true }] }) },
});

export const checkServerReady = endpoint({
  name: 'checkServerReady',
  ignoresQuery: true,
  summary: 'Whether every model answers',
  answers: {
    200: z
      .object({ live: z.boolean(), ready: z.boolean() })
      .meta({ examples: [{ live: true, ready: true }] }),
  },
  failures: ['MODEL_UNAVAILABLE'],
  failureDescriptions: { 503: 'Not every model is loaded and answers' },
});
