import { type Client, credentials, loadPackageDefinition, Metadata, type ServiceError } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { fileURLToPath } from 'node:url';
import type { OnEnd } from '../test-application.js';

const proto = fileURLToPath(new URL('../../../src/api/inference/open-inference.proto', import.meta.url));
type Method = (
  request: object,
  metadata: Metadata,
  done: (error: ServiceError | null, answer: unknown) => void,
) => { cancel(): void };

/** Calls a method of the service and answers its response, or the status that it failed with. */
export type CallGrpc = (
  method: string,
  request: object,
  /** Cancels the call. */
  signal?: AbortSignal,
) => Promise<object & { readonly code?: number; readonly details?: string }>;

/** @param headers that each call carries. */
export function openGrpc(
  address: string,
  onEnd: OnEnd,
  headers: Readonly<Record<string, string>> = {},
): CallGrpc {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  const definition = loadSync(proto, { keepCase: true, longs: Number, defaults: true });
  const { inference } = loadPackageDefinition(definition) as unknown as {
    inference: {
      GRPCInferenceService: new (at: string, how: unknown, limits: object) => Client & Record<string, Method>;
    };
  };
  const limits = { 'grpc.max_send_message_length': -1 };
  const client = new inference.GRPCInferenceService(address, credentials.createInsecure(), limits);
  onEnd(async () => client.close());
  return (method, request, signal) =>
    new Promise((resolve) => {
      const sent = client[method]!(request, metadata, (error, answer) =>
        resolve(error ? { code: error.code, details: error.details } : (answer as object)),
      );
      signal?.addEventListener('abort', () => sent.cancel());
    });
}
