import { status } from '@grpc/grpc-js';
import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type CallGrpc, openGrpc } from '../support/inference/grpc-client.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';
import { memoryBytes } from '../whole/fuzz/memory.js';

const maxBodyBytes = 1_000_000;
const inputs = [{ name: 'image', datatype: 'UINT8', shape: [1, 28, 28, 1] }];
const small = { model_name: 'fashion-mnist', inputs, raw_input_contents: [Buffer.alloc(784)] };

function begin(session: ClientHttp2Session, headers = {}): ClientHttp2Stream {
  const path = '/inference.GRPCInferenceService/ModelInfer';
  return session
    .request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    })
    .on('error', () => undefined);
}

function framed(message: Buffer, isCompressed = false): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(isCompressed ? 1 : 0);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** The status of a call that is sent whole, and its other headers. */
async function answerOf(call: ClientHttp2Stream, body: Buffer) {
  call.end(body);
  const [headers] = (await once(call.resume(), 'response')) as [Record<string, string>];
  return {
    code: Number(headers['grpc-status']),
    details: decodeURIComponent(headers['grpc-message'] ?? ''),
    headers,
  };
}

describe('a gRPC server that is sent messages which cost more than they weigh', () => {
  const onEnd = onSuiteFinished();
  let address: string;
  let grpc: CallGrpc;

  beforeAll(async () => {
    const running = await startTestApplication(
      {
        ...(await ownSettings(onEnd)),
        ROLES: 'inference',
        MODELS: 'fashion-mnist@1',
        GRPC_PORT: '0',
        MAX_BODY_BYTES: String(maxBodyBytes),
      },
      onEnd,
    );
    address = running.grpc;
    grpc = openGrpc(address, onEnd);
  });

  function open(): ClientHttp2Session {
    const session = connect(`http://${address}`).on('error', () => undefined);
    onTestFinished(() => session.destroy());
    return session;
  }

  it.each(['2a00', '3a00', '3200'])('refuses half a million empty fields: %s', async (field) => {
    const message = Buffer.from(field.repeat(499_000), 'hex');
    const before = await memoryBytes();
    const { code, details } = await answerOf(begin(open()), framed(message));
    expect([code, details]).toEqual([
      status.INVALID_ARGUMENT,
      expect.stringContaining('more than 10000 fields'),
    ]);
    expect((await memoryBytes()) - before).toBeLessThan(10_000_000);
    expect(await grpc('ModelInfer', small)).toMatchObject({ model_version: '1' });
  });

  it('names a parameter that has no value', async () => {
    const { code, details } = await answerOf(begin(open()), framed(Buffer.from('22030a0161', 'hex')));
    expect([code, details]).toEqual([
      status.INVALID_ARGUMENT,
      expect.stringContaining('a parameter has no value'),
    ]);
  });

  it('refuses compressed messages before it reads them, and names what it takes', async () => {
    const message = gzipSync(Buffer.from('2a00'.repeat(499_000), 'hex'));
    const { code, details, headers } = await answerOf(
      begin(open(), { 'grpc-encoding': 'gzip' }),
      framed(message, true),
    );
    expect([code, details]).toEqual([
      status.UNIMPLEMENTED,
      'grpc-encoding is "gzip": only identity is taken, messages must not be compressed',
    ]);
    expect(headers['grpc-accept-encoding']).toBe('identity');
    const live = open().request({
      ':method': 'POST',
      ':path': '/inference.GRPCInferenceService/ServerLive',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    live.end(framed(Buffer.alloc(0)));
    const [answered] = await once(live.resume(), 'response');
    expect(answered).toMatchObject({ 'grpc-accept-encoding': 'identity' });
  });

  it('ends the messages that stall when all of them take too much, and goes on with others', async () => {
    const ended: number[] = [];
    const beginUnfinished = async (at: number) => {
      const call = begin(open());
      call.on('response', (headers) => {
        expect(Number(headers['grpc-status'])).toBe(status.RESOURCE_EXHAUSTED);
        expect(headers['grpc-message']).toContain('MAX_BODY_BYTES');
        ended.push(at);
      });
      call.resume();
      const part = framed(Buffer.alloc(maxBodyBytes)).subarray(0, 900_000);
      await new Promise((resolve) => call.write(part, resolve));
      return call;
    };
    const calls: ClientHttp2Stream[] = [];
    for (let at = 0; at < 20; at += 1) {
      calls.push(await beginUnfinished(at));
      // Each comes to its place before the next begins.
      await expect.poll(() => ended.length).toBeGreaterThanOrEqual(at - 8);
    }
    await expect.poll(() => ended.length).toBeGreaterThanOrEqual(12);
    expect(ended.length).toBeLessThan(14);
    expect(ended.toSorted((one, other) => one - other)).toEqual(ended.map((_, at) => at));
    expect(await grpc('ModelInfer', small)).toMatchObject({ model_version: '1' });
    calls.forEach((call) => call.close());
  });

  it('has room again when such messages end, or their clients leave', async () => {
    for (let turn = 0; turn < 3; turn += 1) {
      const session = open();
      const calls = Array.from({ length: 6 }, () => begin(session).resume());
      const refused: unknown[] = [];
      for (const call of calls) call.on('response', (headers) => refused.push(headers));
      const part = framed(Buffer.alloc(maxBodyBytes)).subarray(0, 900_000);
      await Promise.all(calls.map((call) => new Promise((resolve) => call.write(part, resolve))));
      expect(await grpc('ModelInfer', small)).toMatchObject({ model_version: '1' });
      expect(refused).toEqual([]);
      const closed = once(session, 'close');
      session.destroy();
      await closed;
    }
  });
});
