import { Client, credentials, Metadata, status as grpcStatus } from '@grpc/grpc-js';
import type { OnEnd } from '../../support/test-application.js';

/** Each method of gRPC, the role that it needs, and what it answers to a caller with that role. */
export const grpcMethods = [
  ['ServerLive', undefined, 0],
  ['ServerReady', undefined, 0],
  ['ServerMetadata', 'read', 0],
  ['ModelReady', 'read', 0],
  ['ModelMetadata', 'read', grpcStatus.NOT_FOUND],
  ['ModelStatistics', 'read', 0],
  ['RepositoryIndex', 'read', 0],
  ['ModelInfer', 'push', grpcStatus.INVALID_ARGUMENT],
  ['RepositoryModelLoad', 'operate', grpcStatus.NOT_FOUND],
  ['RepositoryModelUnload', 'operate', grpcStatus.NOT_FOUND],
] as const;

interface BytesCall {
  /** Of the method, which need not exist. */
  readonly name: string;
  readonly secret: string | undefined;
  readonly bytes: number;
}

/** The status of a call with a message of so many bytes. */
export function callBytes(
  address: string,
  onEnd: OnEnd,
  { name, secret, bytes }: BytesCall,
): Promise<number> {
  const client = new Client(address, credentials.createInsecure(), { 'grpc.max_send_message_length': -1 });
  onEnd(async () => client.close());
  const metadata = new Metadata();
  if (secret) metadata.set('x-api-key', secret);
  const path = `/inference.GRPCInferenceService/${name}`;
  const write = () => (bytes === 0 ? Buffer.alloc(0) : unknownField(bytes));
  return new Promise((resolve) => {
    const done = (error: { readonly code: number } | null) => resolve(error?.code ?? 0);
    client.makeUnaryRequest(path, write, () => ({}), {}, metadata, done);
  });
}

/** A message of protocol buffers with one field of so many bytes, which no message of ours has. */
function unknownField(bytes: number): Buffer {
  const length = [0, 1, 2, 3, 4].map((at) => ((bytes >> (7 * at)) & 0x7f) | (at < 4 ? 0x80 : 0));
  return Buffer.concat([Buffer.from([0xfa, 0x3f, ...length]), Buffer.alloc(bytes)]);
}
