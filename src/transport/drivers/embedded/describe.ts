import { join } from 'node:path';
import { whole } from '../../../foundation/settings/kinds.js';
import type { Driver } from '../../driver.js';
import type { EmbeddedSettings } from './embedded.settings.js';

interface Environment {
  readonly EMBEDDED_PARTITIONS: number;
  readonly EMBEDDED_RETENTION_HOURS: number;
}

/** The broker within the process; its messages have Kafka's form. */
export const embedded: Driver<EmbeddedSettings, 'embedded'> = {
  name: 'embedded',
  environment: {
    EMBEDDED_PARTITIONS: whole(1, 1024).default(4),
    EMBEDDED_RETENTION_HOURS: whole(0, 87_600).default(24),
  },
  read: (env: Environment, { dataDir }): EmbeddedSettings => ({
    file: join(dataDir, 'broker.db'),
    partitions: env.EMBEDDED_PARTITIONS,
    retentionHours: env.EMBEDDED_RETENTION_HOURS,
  }),
  cloudEvents: { prefix: 'ce_', contentTypeHeaders: ['content-type'] },
  async open(settings, options) {
    const { EmbeddedDriverBroker } = await import('./embedded.broker.js');
    return new EmbeddedDriverBroker(settings, options);
  },
  tracingSystem: 'seamline',
  isFile: true,
  place: ({ file }) => file,
  addresses: () => [],
  secrets: () => [],
  partitions: { setting: 'EMBEDDED_PARTITIONS', of: ({ partitions }) => partitions },
  asyncApi: {
    encoding: 'kafka',
    servers: () => ({
      embedded: {
        host: 'localhost',
        protocol: 'seamline-embedded',
        description: 'The broker within the process; messages look as on Kafka',
      },
    }),
  },
  hints: [],
  usualHint: 'correct DATA_DIR, or end the program that holds the file',
};
