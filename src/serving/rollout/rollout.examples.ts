import type { ModelView } from './model-views.service.js';
import type { Report } from './report.js';
import type { Decided } from './rollout.service.js';

const canary = { version: '3', percent: 10, since: '2026-01-01T12:00:00.000Z' };

/** What the documentation of the endpoints shows. */
export const decidedExample: Decided = {
  model: 'fashion-mnist',
  serving: { version: '2', previous: '1', canary },
  applied: true,
  message:
    'it holds in this process; other processes that serve from this models folder follow within about a second',
};

export const modelExample: ModelView = {
  name: 'fashion-mnist',
  isDefault: true,
  serving: decidedExample.serving,
  versions: [
    { version: '3', state: 'ready', reason: '', does: ['canary'], accuracy: 0.931 },
    { version: '2', state: 'ready', reason: '', does: ['serves'], accuracy: 0.9202 },
    { version: '1', state: 'on disk', reason: 'not loaded', does: ['served before'], accuracy: 0.91 },
  ],
};

export const reportExample: Report = {
  model: 'fashion-mnist',
  serving: decidedExample.serving,
  since: canary.since,
  versions: [
    {
      version: '3',
      images: 98,
      share: 0.098,
      known: 98,
      accuracy: 0.939,
      meanConfidence: 0.91,
      meanComputeMs: 4.2,
    },
    {
      version: '2',
      images: 902,
      share: 0.902,
      known: 902,
      accuracy: 0.92,
      meanConfidence: 0.9,
      meanComputeMs: 4.1,
    },
  ],
  shadow: {
    version: '4',
    images: 1000,
    agreed: 999,
    agreement: 0.999,
    known: 1000,
    accuracy: { answered: 0.92, shadow: 0.921, difference: 0.001 },
    disagreements: [
      {
        imageId: '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90/17',
        imageIndex: 17,
        trueLabel: 'Coat',
        answered: { version: '2', label: 'Pullover', confidence: 0.51 },
        shadow: { label: 'Coat', confidence: 0.62 },
        at: '2026-01-01T12:00:01.000Z',
      },
    ],
    next: null,
  },
};
