import { z } from 'zod';
import type { ServiceSettings } from '../../../foundation/settings/driver-settings.js';
import { topic } from '../../../foundation/settings/kinds.js';
import type { Driver } from '../../driver.js';
import type { PubSubSettings } from './pubsub.settings.js';

const environment = {
  PUBSUB_PROJECT_ID: z.string().default('seamline'),
  PUBSUB_EMULATOR_HOST: z
    .string()
    .regex(/^\S+:\d{1,5}$/, 'host:port')
    .optional(),
  GOOGLE_APPLICATION_CREDENTIALS: z.string().optional(),
  PUBSUB_SUBSCRIPTION_IMAGES: topic.optional(),
  PUBSUB_SUBSCRIPTION_PREDICTIONS: topic.optional(),
};
type Environment = z.infer<z.ZodObject<typeof environment>>;

/** Google Cloud Pub/Sub, or its emulator. */
export const pubsub: Driver<PubSubSettings, 'pubsub'> = {
  name: 'pubsub',
  environment,
  read: readSettings,
  // Text and example of Google's binding (a draft) name the content type differently, so both names are written.
  cloudEvents: { prefix: 'ce-', contentTypeHeaders: ['content-type', 'ce-datacontenttype'] },
  async open(settings, options) {
    const { PubSubDriverBroker } = await import('./pubsub.broker.js');
    return new PubSubDriverBroker(settings, options);
  },
  tracingSystem: 'gcp_pubsub',
  place: ({ projectId, emulatorHost }) => `Pub/Sub, project ${projectId} at ${emulatorHost ?? 'Google'},`,
  addresses: ({ emulatorHost }) => [emulatorHost ?? 'pubsub.googleapis.com:443'],
  redirect: ({ emulatorHost: address }) =>
    address === undefined ? undefined : { setting: 'PUBSUB_EMULATOR_HOST', address },
  secrets: () => [],
  besideService: (settings) => ({ ...settings, subscriptionNames: {} }),
  namesSubscription: ({ subscriptionNames }, name) => subscriptionNames[name] !== undefined,
  asyncApi: {
    encoding: 'pubsub',
    servers: ({ emulatorHost }) => ({
      pubsub: {
        host: emulatorHost ?? 'pubsub.googleapis.com',
        protocol: 'googlepubsub',
        description: emulatorHost ? 'An emulator of Google Cloud Pub/Sub' : 'Google Cloud Pub/Sub',
      },
    }),
    bindings: {
      channel: ({ projectId }, name) => ({ address: `projects/${projectId}/topics/${name}` }),
      reader: ({ subscriptionNames }, name, group) => ({
        'x-subscription': subscriptionNames[name] ?? `${group}.${name}`,
      }),
      message: (_key, headers) => ({ googlepubsub: { attributes: headers, bindingVersion: '0.2.0' } }),
    },
  },
  hints: [
    [
      /does not take the credentials/,
      'make a new key for GOOGLE_APPLICATION_CREDENTIALS, or correct the clock of this machine',
    ],
    [
      /GOOGLE_APPLICATION_CREDENTIALS|credentials/i,
      'name a key of a service account in GOOGLE_APPLICATION_CREDENTIALS, or set PUBSUB_EMULATOR_HOST',
    ],
    [
      /permission|PERMISSION_DENIED/i,
      'grant the account what it lacks: roles/pubsub.viewer to look, roles/pubsub.publisher to publish, roles/pubsub.subscriber to read, and roles/pubsub.editor only to create',
    ],
    [/NOT_FOUND/i, 'correct PUBSUB_PROJECT_ID'],
  ],
  usualHint:
    'start the emulator or correct PUBSUB_EMULATOR_HOST; for Google itself set PUBSUB_PROJECT_ID and GOOGLE_APPLICATION_CREDENTIALS',
};

function readSettings(env: Environment, { topics }: ServiceSettings): PubSubSettings {
  const { PUBSUB_SUBSCRIPTION_IMAGES: images, PUBSUB_SUBSCRIPTION_PREDICTIONS: predictions } = env;
  return {
    projectId: env.PUBSUB_PROJECT_ID,
    emulatorHost: env.PUBSUB_EMULATOR_HOST,
    credentialsFile: env.GOOGLE_APPLICATION_CREDENTIALS,
    subscriptionNames: {
      ...(images && { [topics.images]: images }),
      ...(predictions && { [topics.predictions]: predictions }),
    },
  };
}
