import { type Client, credentials, loadPackageDefinition, status } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { OPEN_MODEL } from '../../src/serving/classifier/served-models.module.js';
import { readModelCard } from '../../src/serving/models/model-card.js';
import type { Model } from '../../src/serving/models/model.js';
import { modelPath, oneImage, post } from '../support/inference/requests.js';
import { keyFile } from '../support/keys.js';
import { ownSettings, startTestApplication, temporaryFolder } from '../support/test-application.js';

/** As gRPC's own repository defines it, with the method that is not here. */
const definition = `
  syntax = "proto3";
  package grpc.health.v1;
  message HealthCheckRequest { string service = 1; }
  message HealthCheckResponse {
    enum ServingStatus { UNKNOWN = 0; SERVING = 1; NOT_SERVING = 2; SERVICE_UNKNOWN = 3; }
    ServingStatus status = 1;
  }
  service Health {
    rpc Check(HealthCheckRequest) returns (HealthCheckResponse);
    rpc Watch(HealthCheckRequest) returns (stream HealthCheckResponse);
  }`;

interface Health extends Client {
  check(
    request: { readonly service?: string },
    done: (error: { readonly code: status } | null, answer?: { readonly status: string }) => void,
  ): void;
  watch(request: object): NodeJS.EventEmitter;
}

async function connectHealth(address: string): Promise<Health> {
  const file = join(await temporaryFolder(), 'health.proto');
  await writeFile(file, definition);
  const { grpc } = loadPackageDefinition(loadSync(file, { enums: String })) as never as {
    grpc: { health: { v1: { Health: new (address: string, how: unknown) => Health } } };
  };
  const client = new grpc.health.v1.Health(address, credentials.createInsecure());
  onTestFinished(() => client.close());
  return client;
}

const check = (client: Health, service?: string) =>
  new Promise((resolve) =>
    client.check(service === undefined ? {} : { service }, (error, answer) =>
      resolve(error?.code ?? answer?.status),
    ),
  );

it("answers gRPC's health checks, without a key where others need one", async () => {
  const { file } = await keyFile(onTestFinished);
  const settings = { ...(await ownSettings()), GRPC_PORT: '0', API_KEYS_FILE: file };
  const { grpc } = await startTestApplication(settings);
  const client = await connectHealth(grpc);
  expect(await check(client)).toBe('SERVING');
  expect(await check(client, 'inference.GRPCInferenceService')).toBe('SERVING');
  expect(await check(client, 'somebody.else')).toBe(status.NOT_FOUND);
});

it('says that it does not serve while a model fails on everything', async () => {
  const card = await readModelCard(fileURLToPath(new URL('../../models/fashion-mnist/1', import.meta.url)));
  const broken: Model = {
    card,
    backend: { name: 'cpu', reason: 'a test' },
    concurrency: 1,
    largestBatch: 8,
    predict: () => Promise.reject(new Error('out of order')),
    dispose: async () => undefined,
  };
  const settings = { ...(await ownSettings()), GRPC_PORT: '0', MODELS: 'fashion-mnist@1' };
  const { grpc, url } = await startTestApplication(settings, undefined, (module) =>
    module.overrideProvider(OPEN_MODEL).useValue(async () => broken),
  );
  const client = await connectHealth(grpc);
  expect(await check(client)).toBe('SERVING');
  expect(await post(`${url}${modelPath}/infer`, oneImage)).toMatchObject({ status: 503 });
  expect(await check(client)).toBe('NOT_SERVING');
});

it('does not know Watch, and says so', async () => {
  const { grpc } = await startTestApplication({ ...(await ownSettings()), GRPC_PORT: '0' });
  const watched = (await connectHealth(grpc)).watch({});
  const code = await new Promise((resolve) =>
    watched.on('error', (error: { readonly code: status }) => resolve(error.code)),
  );
  expect(code).toBe(status.UNIMPLEMENTED);
});
