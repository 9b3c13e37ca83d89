import { beforeAll, describe, expect, it } from 'vitest';
import { onSuiteFinished } from '../../support/test-application.js';
import { installPacked, type Installed } from './packed.js';

describe('seamline/transport', () => {
  const onEnd = onSuiteFinished();
  const needed = [
    '@nestjs/common',
    '@nestjs/core',
    '@nestjs/microservices',
    '@oxc-project/runtime',
    'reflect-metadata',
    'rxjs',
    'zod',
  ];
  let installed: Installed;

  beforeAll(async () => {
    // No @tensorflow, no libsql, no @google-cloud, no sharp: importing any of them fails.
    installed = await installPacked(onEnd, [...needed, 'kafkajs']);
  }, 300_000);

  const connecting = (broker: string) => `
    import { BrokerModule, BrokerStrategy, BrokerClient, KafkaBroker, PubSubBroker, EmbeddedBroker } from 'seamline/transport';
    const broker = new ${broker};
    await broker.connect().catch((error) => console.log(error.code));
    await broker.close();`;

  it('loads a broker’s library only when that broker is used, and nothing else of Seamline', async () => {
    const evaluate = (code: string) => installed.node('--input-type=module', '--eval', code);
    const kafka = connecting("KafkaBroker({ brokers: ['127.0.0.1:1'] }, { connectTimeoutMs: 300 })");
    expect(await evaluate(kafka)).toMatch(/^BROKER_UNAVAILABLE$/m);
    expect(await evaluate(connecting("EmbeddedBroker({ file: ':memory:' })"))).toBe('ERR_MODULE_NOT_FOUND\n');
    expect(await evaluate(connecting('PubSubBroker()'))).toBe('ERR_MODULE_NOT_FOUND\n');
  }, 60_000);

  it('keeps everything that it does not export to itself', async () => {
    const code = `await import('seamline/dist/foundation/concurrency/batcher.js').catch((error) => console.log(error.code))`;
    expect(await installed.node('--input-type=module', '--eval', code)).toBe(
      'ERR_PACKAGE_PATH_NOT_EXPORTED\n',
    );
  });
});
