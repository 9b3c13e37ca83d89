import { PubSub, v1, type ClientConfig } from '@google-cloud/pubsub';
import type { PubSubSettings } from './pubsub.settings.js';

/**
 * The library's clients with one connection for publishing and one for everything else. A later generation never
 * takes over a connection of an earlier one.
 */
export class PubSubClients {
  /** Only for streaming pulls. */
  readonly streams: PubSub;
  readonly publisher: v1.PublisherClient;
  readonly subscriber: v1.SubscriberClient;

  constructor(settings: PubSubSettings, generation: number) {
    this.streams = new PubSub(clientConfig(settings, generation));
    const resolved = this.streams.options as NonNullable<ConstructorParameters<typeof v1.PublisherClient>[0]>;
    this.publisher = new v1.PublisherClient(resolved);
    this.subscriber = new v1.SubscriberClient(resolved);
    // So a call of ours tests the connection that the streams use.
    const api: Record<string, unknown> = this.streams.api;
    api['SubscriberClient'] = this.subscriber;
  }

  async close(): Promise<void> {
    await Promise.all([this.publisher.close(), this.subscriber.close(), this.streams.close()]);
  }
}

function clientConfig(
  { projectId, emulatorHost, credentialsFile }: PubSubSettings,
  generation: number,
): ClientConfig {
  const config: ClientConfig & Record<`grpc.${string}`, number> = {
    projectId,
    // The library waits up to two minutes before it retries a lost server.
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1_000,
    // gRPC shares connections between clients with equal options, also a connection that is silent.
    'grpc.seamline_generation': generation,
  };
  if (emulatorHost) {
    // With a universe named, the library does not look for credentials, and so for a metadata server.
    return {
      ...config,
      apiEndpoint: emulatorHost,
      emulatorMode: true,
      clientOptions: { universeDomain: 'googleapis.com' },
    };
  }
  return credentialsFile ? { ...config, keyFilename: credentialsFile } : config;
}
