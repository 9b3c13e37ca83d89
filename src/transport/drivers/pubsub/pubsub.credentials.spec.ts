import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../../test/support/temporary-folder.js';
import { readConfig } from '../../../configuration.js';
import { PubSubDriverBroker } from './pubsub.broker.js';

const secret = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASC';

it.each([
  ['is not there', undefined, /cannot be read \(ENOENT\)/],
  ['is no JSON', `-----BEGIN PRIVATE KEY-----\n${secret}`, /is no JSON/],
  ['is cut short', `{"type": "service_account", "private_key": "${secret}`, /is no JSON/],
  ['is something else', `{"key": "${secret}"}`, /is no key of a service account/],
])(
  'a file of credentials that %s is named when connecting, and nothing in it',
  async (_, content, reason) => {
    const file = join(await temporaryFolder(), 'key.json');
    if (content !== undefined) await writeFile(file, content);
    const {
      drivers: { pubsub },
      transport,
    } = readConfig({ GOOGLE_APPLICATION_CREDENTIALS: file });
    const broker = new PubSubDriverBroker(pubsub, transport.driver);
    onTestFinished(() => broker.close());
    const error: unknown = await broker.connect().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'BROKER_UNAVAILABLE', message: expect.stringMatching(reason) });
    expect(error).toMatchObject({ message: expect.stringContaining(file) });
    expect(inspect(error, { depth: 20 })).not.toContain(secret);
  },
);
