import { predictionExample as eventExample } from '../../events/event.examples.js';

const { trace: _trace, ...event } = eventExample;

/** What the documentation of the endpoints shows. */
export const predictionExample = { seq: 42, ...event, decidedAt: '2026-01-01T12:00:00.000Z' };

export const ledgerExample = {
  accepted: 100,
  predicted: 98,
  dead: 1,
  inFlight: 1,
  pending: 0,
  repeats: 0,
  known: 98,
  right: 90,
  missing: ['0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90/99'],
  verdict: 'working',
};

export const requestExample = {
  requestId: '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90',
  broker: 'kafka',
  startIdx: 0,
  endIdx: 100,
  createdAt: '2026-01-01T12:00:00.000Z',
  requested: 100,
  ...ledgerExample,
  deaths: [
    {
      imageId: '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90/7',
      code: 'BAD_MESSAGE',
      reason: 'the image has 783 bytes, expected 784',
    },
  ],
};

export const labelsExample = {
  requestId: '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90',
  complete: true,
  labels: ['Ankle boot', 'Pullover', 'Trouser'],
};

export const statisticsExample = {
  perSecond: [0, 480, 512],
  recent: {
    predictions: 992,
    known: 992,
    right: 913,
    totalMs: { p50: 31.2, p99: 88.4 },
    brokerMs: { p50: 20.1, p99: 70.3 },
    queueMs: { p50: 4.2, p99: 9.8 },
    computeMs: { p50: 5.8, p99: 9.1 },
    batchSizes: [
      { size: 32, predictions: 96 },
      { size: 128, predictions: 896 },
    ],
  },
  known: 992,
  right: 913,
  classes: [
    { label: 'Ankle boot', predictions: 502 },
    { label: 'Sneaker', predictions: 490 },
  ],
  confusion: {
    labels: ['Ankle boot', 'Sneaker'],
    matrix: [
      [460, 36],
      [42, 454],
    ],
  },
  lag: [{ broker: 'kafka', topic: 'images', lag: 1200 }],
};
