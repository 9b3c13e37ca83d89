/** What the documentation of the endpoints shows. */
export const summaryExample = {
  id: 7,
  broker: 'kafka',
  topic: 'images',
  imageId: '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90/7',
  requestId: '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90',
  code: 'BAD_MESSAGE',
  reason: 'the body has 783 bytes; 28 × 28 × 1 pixels are 784',
  attempts: 1,
  replays: 0,
  obstacle: null,
  payloadBytes: 783,
  firstSeen: '2026-01-01T12:00:00.000Z',
  storedAt: '2026-01-01T12:00:00.040Z',
  replayedAt: null,
};

export const detailsExample = {
  ...summaryExample,
  source: { topic: 'images', partition: 2, offset: '41' },
  letter: { topic: 'images-dlt', messageId: '2/0', publishedAt: '2026-01-01T12:00:00.030Z' },
  key: '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90/7',
  partitionKey: null,
  headers: [
    { name: 'content-type', values: ['application/octet-stream'] },
    { name: 'kafka_dlt-original-offset', values: [{ base64: 'AAAAAAAAACk=' }] },
  ],
  payload: { kind: 'application/octet-stream', bytes: 783, base64: 'AAAA', url: '/dead-letters/7/payload' },
};

export const replayExample = {
  id: 7,
  imageId: '0b8f6f0e-6b5c-4f5e-9d0e-3f6a2c1d7e90/7',
  broker: 'kafka',
  topic: 'images',
  replay: 1,
};

export const reportExample = {
  dryRun: false,
  matched: 12,
  replayed: 11,
  refused: 1,
  refusals: [
    {
      id: 3,
      code: 'REPLAY_LIMIT',
      reason: 'the message of dead letter 3 was replayed 3 times; MAX_REPLAYS allows 3',
    },
  ],
};
