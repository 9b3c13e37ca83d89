import { randomBytes } from 'node:crypto';
import { type protos, PubSub, v1 } from '@google-cloud/pubsub';
import type { RawMessage } from './raw-message.js';

/** gRPC's codes of an answer. */
const alreadyExists = 6;
const messagesPerPull = 1_000;
/** So many pulls without a message mean that none is left. */
const emptyPulls = 2;
const leaseSeconds = 600;

type Pulled = protos.google.pubsub.v1.IReceivedMessage;

/** Subscriptions to topics of a Pub/Sub server; each gets what is published after its making. */
export class OwnSubscriptions {
  private readonly read = new Map<string, RawMessage>();

  private constructor(
    private readonly client: PubSub,
    private readonly subscriber: v1.SubscriberClient,
    private readonly names: ReadonlyMap<string, string>,
  ) {}

  /** Makes the topics too, where they are missing. */
  static async make(
    { emulatorHost, projectId }: { readonly emulatorHost: string; readonly projectId: string },
    topics: readonly string[],
  ): Promise<OwnSubscriptions> {
    const client = new PubSub({
      projectId,
      apiEndpoint: emulatorHost,
      emulatorMode: true,
      // With it the client looks for no credentials.
      clientOptions: { universeDomain: 'googleapis.com' },
    });
    const names = new Map<string, string>();
    for (const topic of topics) {
      await client.createTopic(topic).catch((error: { code?: number }) => {
        if (error.code !== alreadyExists) throw error;
      });
      const name = `recount-${randomBytes(6).toString('hex')}`;
      const [subscription] = await client
        .topic(topic)
        .createSubscription(name, { ackDeadlineSeconds: leaseSeconds });
      names.set(topic, subscription.name);
    }
    const options = client.options as NonNullable<ConstructorParameters<typeof v1.SubscriberClient>[0]>;
    return new OwnSubscriptions(client, new v1.SubscriberClient(options), names);
  }

  /** All messages from the making up to now. */
  async messages(): Promise<RawMessage[]> {
    await Promise.all([...this.names].map(([topic, subscription]) => this.pullEmpty(topic, subscription)));
    return [...this.read.values()];
  }

  /** Deletes the subscriptions; the topics stay. */
  async close(): Promise<void> {
    for (const name of this.names.values()) await this.client.subscription(name).delete();
    await this.subscriber.close();
    await this.client.close();
  }

  private async pullEmpty(topic: string, subscription: string): Promise<void> {
    for (let empty = 0; empty < emptyPulls;) {
      const request = { subscription, maxMessages: messagesPerPull, returnImmediately: true };
      const [{ receivedMessages }] = await this.subscriber.pull(request);
      const pulled = receivedMessages ?? [];
      empty = pulled.length > 0 ? 0 : empty + 1;
      if (pulled.length === 0) continue;
      for (const one of pulled) this.keep(topic, one);
      const ackIds = pulled.map(({ ackId }) => String(ackId));
      await this.subscriber.acknowledge({ subscription, ackIds });
    }
  }

  private keep(topic: string, { message }: Pulled): void {
    const id = String(message?.messageId);
    const { seconds = 0, nanos = 0 } = message?.publishTime ?? {};
    const headers = Object.entries(message?.attributes ?? {});
    this.read.set(`${topic} ${id}`, {
      topic,
      id,
      publishedAtMs: Number(seconds) * 1_000 + Math.floor(Number(nanos) / 1e6),
      headers: new Map(headers.map(([name, text]) => [name, Buffer.from(text)])),
      value: Buffer.from((message?.data as Uint8Array | undefined) ?? []),
    });
  }
}
