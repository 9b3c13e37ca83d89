export interface PubSubSettings {
  readonly projectId: string;
  /** `host:port` of an emulator; undefined: Google's own. */
  readonly emulatorHost: string | undefined;
  readonly credentialsFile: string | undefined;
  /** Subscriptions that are not called `<group>.<topic>`, by topic. */
  readonly subscriptionNames: Readonly<Record<string, string>>;
}
