import { status } from '@grpc/grpc-js';
import { expect, it, onTestFinished } from 'vitest';
import { openGrpc } from '../support/inference/grpc-client.js';
import { randomImages } from '../support/inference/requests.js';
import { kinds, startOtlpCollector } from '../support/services/otlp-collector.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

const traceId = '0af7651916cd43dd8448eb211c803191';
const caller = 'b7ad6b7169203331';

it('a gRPC call is a child of its caller, and its batch is linked to it', async () => {
  const collector = await startOtlpCollector(onTestFinished);
  const { grpc, close } = await startTestApplication({
    ...(await ownSettings()),
    ROLES: 'inference',
    GRPC_PORT: '0',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  });
  const call = openGrpc(grpc, onTestFinished, { traceparent: `00-${traceId}-${caller}-01` });
  const image = { name: 'image', datatype: 'UINT8', shape: [1, 28, 28, 1] };
  const request = { model_name: 'fashion-mnist', inputs: [image], raw_input_contents: [randomImages(1)] };
  expect(await call('ModelInfer', request)).toMatchObject({ model_name: 'fashion-mnist' });
  expect(await call('ModelReady', { name: 'nobody' })).toBeDefined();
  expect(await call('ModelMetadata', { name: 'nobody' })).toMatchObject({ code: status.NOT_FOUND });
  await close();

  const spans = collector.spans();
  const service = 'inference.GRPCInferenceService';
  const calls = spans.filter(({ name }) => name.startsWith(service));
  expect(calls.map(({ name, attributes }) => [name, attributes['rpc.grpc.status_code']])).toEqual([
    [`${service}/ModelInfer`, status.OK],
    [`${service}/ModelReady`, status.OK],
    [`${service}/ModelMetadata`, status.NOT_FOUND],
  ]);
  const [inferred, ...others] = calls;
  for (const one of calls) expect(one).toMatchObject({ traceId, parentSpanId: caller, kind: kinds.server });
  expect(others.map(({ status: { code } }) => code ?? 0)).toEqual([0, 0]);
  expect(inferred?.attributes).toMatchObject({
    'rpc.system': 'grpc',
    'rpc.service': service,
    'rpc.method': 'ModelInfer',
    'telemetry.sdk.language': 'nodejs',
    'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  const batch = spans.find(({ name }) => name.startsWith('classify'));
  expect(batch?.links).toEqual(
    [{ traceId, spanId: inferred?.spanId }].map((link) => expect.objectContaining(link)),
  );
});
