import { Command } from 'commander';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentWith, readConfig } from '../config/config.js';
import { ServiceClient } from '../verification/service.client.js';
import { ledgerSentence } from '../verification/words.js';
import { exitCodes, print } from './terminal.js';

/** The main job with an end: images 0 to 1,000 through a broker to predictions, and the account of them. */
const imageCount = 1000;
const waitSeconds = 120;

interface Prediction {
  readonly imageIndex: number;
  readonly label: string;
  readonly trueLabel: string;
}

async function run(service: ServiceClient): Promise<boolean> {
  const dataset = await service.dataset();
  print(`images 0 to ${imageCount} of ${dataset.name}: ${dataset.description}`);
  const started = performance.now();
  const push = `/push-to-consumer?start_idx=0&end_idx=${imageCount}&wait=${waitSeconds}`;
  const { requestId } = await service.call<{ requestId: string }>(push, { method: 'POST' });
  const seconds = (performance.now() - started) / 1000;
  const predictions = await service.call<Prediction[]>(
    `/requests/${requestId}/predictions?limit=${imageCount}`,
  );
  print(predictions.map(({ label }) => label).join(', '));
  const right = predictions.filter(({ label, trueLabel }) => label === trueLabel).length;
  const accuracy = ((100 * right) / predictions.length).toFixed(1);
  print();
  print(`accuracy: ${accuracy} %${dataset.sampled ? ' (sampled images)' : ''}`);
  const speed = Math.round(predictions.length / seconds);
  print(`speed: ${speed} images/s, from the request to the last stored prediction`);
  const ledger = await service.request(requestId);
  print(`ledger: ${ledgerSentence(ledger)}`);
  return ledger.predicted === imageCount && predictions.length === imageCount;
}

async function demo(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'seamline-demo-'));
  try {
    const own = {
      PORT: '0',
      HOST: '127.0.0.1',
      DATA_DIR: dataDir,
      ROLES: 'api,classifier,results',
      AUTH: 'off',
    };
    const config = readConfig({ LOG_LEVEL: 'warn', ...environmentWith(own) });
    const { createApplication, startApplication } = await import('../application.js');
    const app = await createApplication(config);
    const url = await startApplication(app, config);
    const complete = await run(new ServiceClient(String(url), waitSeconds * 1_100));
    await app.close();
    print(complete ? 'nothing lost' : 'NOT every image is accounted for');
    process.exitCode = complete ? exitCodes.ok : exitCodes.wrong;
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

export function demoCommand(): Command {
  return new Command('demo')
    .description('classify 1,000 images on the embedded broker, and end: labels, accuracy, speed, ledger')
    .action(demo);
}
