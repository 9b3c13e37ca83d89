import { Command } from 'commander';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentWith } from '../../foundation/config/config.js';
import { readConfig } from '../../configuration.js';
import { ServiceClient } from '../verification/service.client.js';
import { ledgerSentence } from '../verification/ledger.format.js';
import { exitCodes, print, printLine } from './terminal.js';

/** The service's main work with an end: images 0 to 1,000 through a broker to predictions, and their ledger. */
const imageCount = 1000;
const waitSeconds = 120;

interface Flags {
  readonly json?: true;
}

interface Prediction {
  readonly imageIndex: number;
  readonly label: string;
  readonly trueLabel: string;
}

interface Dataset {
  readonly name: string;
  readonly description: string;
  readonly sampled: boolean;
}

const help = `
It starts a service of its own on a free port, with its data in a temporary folder that is removed at the end; the models,
the brokers and the data set are those of the settings. Without BROKERS it needs nothing beside itself.

Exit codes: 0 every image has its prediction; 1 some have not; 2 it could not be started.`;

export function demoCommand(): Command {
  return new Command('demo')
    .description('classify 1,000 images in a service of its own, and end: labels, accuracy, speed, ledger')
    .option('--json', 'print lines of JSON: one for the images, one for the result')
    .addHelpText('after', help)
    .action(demo);
}

async function demo(flags: Flags): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'seamline-demo-'));
  // Also when it ends early, because its output is closed.
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }));
  const own = {
    PORT: '0',
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    ROLES: 'api,classifier,results',
    AUTH: 'off',
  };
  const config = readConfig({ LOG_LEVEL: 'warn', ...environmentWith(own) });
  const { createApplication, startApplication } = await import('../../application.js');
  const { app } = await createApplication(config, flags.json ? 'stderr' : 'stdout');
  const url = await startApplication(app, config);
  const complete = await run(new ServiceClient(String(url), waitSeconds * 1_100), flags);
  await app.close();
  process.exitCode = complete ? exitCodes.ok : exitCodes.wrong;
}

async function run(service: ServiceClient, { json }: Flags): Promise<boolean> {
  const dataset = await service.dataset();
  if (json) printLine('images', { count: imageCount, ...dataset });
  else print(`images 0 to ${imageCount} of ${dataset.name}: ${dataset.description}`);
  const result = await classify(service);
  if (json) printLine('result', result);
  else show(result, dataset);
  return result.ok;
}

async function classify(service: ServiceClient) {
  const started = performance.now();
  const push = `/push-to-consumer?start_idx=0&end_idx=${imageCount}&wait=${waitSeconds}`;
  const { requestId } = await service.call<{ requestId: string }>(push, { method: 'POST' });
  const seconds = (performance.now() - started) / 1000;
  const predictions = await service.call<Prediction[]>(
    `/requests/${requestId}/predictions?limit=${imageCount}`,
  );
  const right = predictions.filter(({ label, trueLabel }) => label === trueLabel).length;
  const ledger = await service.request(requestId);
  return {
    ok: ledger.predicted === imageCount && predictions.length === imageCount,
    accuracy: right / predictions.length,
    imagesPerSecond: Math.round(predictions.length / seconds),
    ledger,
    labels: predictions.map(({ label }) => label),
  };
}

type Result = Awaited<ReturnType<typeof classify>>;

function show({ ok, accuracy, imagesPerSecond, ledger, labels }: Result, { sampled }: Dataset): void {
  print(labels.join(', '));
  print();
  print(`accuracy: ${(100 * accuracy).toFixed(1)} %${sampled ? ' (sampled images)' : ''}`);
  print(`speed: ${imagesPerSecond} images/s, from the request to the last stored prediction`);
  print(`ledger: ${ledgerSentence(ledger)}`);
  print(ok ? 'nothing lost' : 'NOT every image is accounted for');
}
