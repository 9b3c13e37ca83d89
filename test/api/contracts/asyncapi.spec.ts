import { Parser } from '@asyncapi/parser';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/configuration.js';
import { asyncApiDocument } from '../../../src/api/event-contracts/asyncapi.js';
import { mistakes } from './json-schema.js';

const settings = {
  BROKERS: 'kafka,pubsub',
  KAFKA_BROKERS: 'one.example:9092,two.example:9092',
  KAFKA_PARTITIONS: '7',
  KAFKA_SASL_MECHANISM: 'plain',
  KAFKA_SASL_USERNAME: 'somebody',
  KAFKA_SASL_PASSWORD: 'do not tell',
  PUBSUB_PROJECT_ID: 'mine',
  PUBSUB_SUBSCRIPTION_IMAGES: 'my-subscription',
  TOPIC_IMAGES: 'pictures',
  TOPIC_PREDICTIONS: 'said',
  GROUP_ID: 'team',
};

const documentOf = (env: Record<string, string>) =>
  JSON.stringify(asyncApiDocument(readConfig(env), '1.0.0'));
const parse = (text: string) => new Parser().parse(text);

describe('The AsyncAPI document', () => {
  it.each([
    ['the defaults', {}],
    ['settings of one’s own', settings],
  ])(
    'is valid for %s, by the official validator',
    async (_name, env) => {
      const { document, diagnostics } = await parse(documentOf(env));
      // 0: errors; 1: warnings. What remains are hints, such as that a tag could be set.
      expect(diagnostics.filter(({ severity }) => severity <= 1)).toEqual([]);
      expect(document?.version()).toBe('3.0.0');
    },
    60_000,
  );

  it('would not pass with a mistake in it', async () => {
    const broken = documentOf({}).replace('"action":"send"', '"action":"throw"');
    expect((await parse(broken)).document).toBeUndefined();
  }, 60_000);

  it('names the topics, groups and partitions of the configuration', async () => {
    const { document } = await parse(documentOf(settings));
    const addresses = document!
      .allChannels()
      .all()
      .map((channel) => channel.address());
    expect(addresses).toEqual(
      expect.arrayContaining([
        'pictures',
        'pictures-dlt',
        'said',
        'said-dlt',
        'said-shadow',
        'said-shadow-dlt',
        'inference-requests',
        'inference-requests-dlt',
        'projects/mine/topics/pictures',
        'projects/mine/topics/said-shadow-dlt',
      ]),
    );
    const channel = document!.allChannels().get('images')!;
    expect(channel.bindings().get('kafka')?.json()).toMatchObject({ topic: 'pictures', partitions: 7 });
    const { operations } = JSON.parse(documentOf(settings)) as Record<string, Record<string, unknown>>;
    expect(operations!['receive.images']).toMatchObject({
      bindings: { kafka: { groupId: { enum: ['team.pictures'] } } },
    });
    expect(operations!['receive.images-pubsub']).toMatchObject({ 'x-subscription': 'my-subscription' });
  }, 60_000);

  it('tells no secret', () => {
    expect(documentOf(settings)).not.toMatch(/do not tell|somebody/);
  });

  it('has a message with headers, bindings and an example that they allow, for every channel', async () => {
    const { document } = await parse(documentOf({}));
    const messages = document!.allMessages().all();
    expect(messages.length).toBeGreaterThan(8);
    for (const message of messages) {
      const { headers, payload, examples, bindings } = message.json() as unknown as {
        headers: object;
        payload: object;
        bindings: object;
        examples: { headers: object; payload?: unknown }[];
      };
      expect(Object.keys(bindings)).toHaveLength(1);
      expect(examples).not.toEqual([]);
      for (const example of examples) {
        expect(mistakes(headers, example.headers)).toEqual([]);
        if (example.payload !== undefined) expect(mistakes(payload, example.payload)).toEqual([]);
      }
    }
  }, 60_000);
});
