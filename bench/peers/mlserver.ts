import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from 'kafkajs';
import { freePort } from '../../test/support/services/server-process.js';
import type { KafkaContestant, Place } from '../kafka-contest.js';
import type { Lab } from '../lab.js';
import { Program } from '../program.js';
import type { PeerNetwork } from './networks.js';

const model = 'bench';

/** MLServer on Kafka, by its own server for it, with adaptive batching. */
export function mlserver(lab: Lab, bin: string, { engine, path }: PeerNetwork): KafkaContestant {
  return {
    title: `MLServer on Kafka (adaptive batching, ${engine})`,
    atLeast: 20,
    reached: 15,
    slowness: 4,
    records: requests,
    async start(place) {
      const folder = await configure(lab, path, place);
      const program = await Program.start(
        ['start', folder],
        {},
        /Reading messages from consumer/,
        join(bin, 'mlserver'),
      );
      await untilAnswered(lab, place);
      return program;
    },
  };
}

async function configure(
  lab: Lab,
  network: string,
  { brokers, images, predictions }: Place,
): Promise<string> {
  const folder = mkdtempSync(join(lab.folder, 'mlserver-'));
  const metrics = join(folder, 'metrics');
  mkdirSync(metrics);
  for (const name of ['mlserver_model.py', 'network.py'])
    copyFileSync(join(import.meta.dirname, name), join(folder, name));
  const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
  write('settings.json', {
    host: '127.0.0.1',
    http_port: await freePort(),
    grpc_port: await freePort(),
    metrics_endpoint: null,
    metrics_dir: metrics,
    // In its own process: one model gains nothing from handing every request to another.
    parallel_workers: 0,
    kafka_enabled: true,
    kafka_servers: brokers.join(','),
    kafka_topic_input: images,
    kafka_topic_output: predictions,
  });
  write('model-settings.json', {
    name: model,
    implementation: 'mlserver_model.BenchModel',
    max_batch_size: 128,
    max_batch_time: 0.01,
    parameters: { uri: network },
  });
  return folder;
}

/** Requests of the Open Inference Protocol in JSON: on Kafka MLServer takes nothing else. */
function requests(images: readonly Uint8Array[], count: number): Message[] {
  return Array.from({ length: count }, (_, at) => {
    const data = [...(images[at % images.length] as Uint8Array)];
    const input = { name: 'pixels', datatype: 'UINT8', shape: [1, 28, 28, 1], data };
    return {
      key: `bench/${at}`,
      value: JSON.stringify({ inputs: [input] }),
      headers: { 'mlserver-model': model },
    };
  });
}

/** It reads what comes after it has found the end of its topic, and does not say when that is. */
async function untilAnswered(lab: Lab, { topics, images, predictions }: Place): Promise<void> {
  for (let tries = 0; tries < 60; tries += 1) {
    await topics.fill(images, requests(lab.images, 1));
    await sleep(1_000);
    if ((await topics.count(predictions)) > 0) return;
  }
  throw new Error('MLServer answers nothing');
}
