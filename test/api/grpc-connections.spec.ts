import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { type EventEmitter, once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2, type Settings } from 'node:http2';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { grpcDoor } from '../../src/api/inference/grpc-door.js';
import { handleUnknownMethods } from '../../src/api/inference/grpc-methods.js';
import { FrontDoor } from '../../src/api/security/front-door.js';
import { UnfinishedBodies } from '../../src/api/security/unfinished-bodies.js';
import { readConfig } from '../../src/configuration.js';
import { keyFile } from '../support/keys.js';
import { ownSettings, startTestApplication } from '../support/test-application.js';

const infer = '/inference.GRPCInferenceService/ModelInfer';

function open(address: string): ClientHttp2Session {
  const session = connectHttp2(`http://${address}`).on('error', () => undefined);
  onTestFinished(() => session.destroy());
  return session;
}

const closeOf = (connection: EventEmitter) => new Promise((resolve) => connection.once('close', resolve));

/** A call that the client never ends. */
const beginCall = (session: ClientHttp2Session, path = infer) =>
  session
    .request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' })
    .on('error', () => undefined);

/** The status of a call, once the server has ended both of its halves. */
async function endOf(session: ClientHttp2Session, path?: string): Promise<unknown> {
  const call = beginCall(session, path).resume();
  const [[headers]] = await Promise.all([once(call, 'response'), once(call, 'close')]);
  return Number((headers as Record<string, unknown>)['grpc-status']);
}

const start = async (settings: Record<string, string>) =>
  startTestApplication({
    ...(await ownSettings()),
    ROLES: 'inference',
    MODELS: 'fashion-mnist@1',
    GRPC_PORT: '0',
    ...settings,
  });

it('a gRPC client may have 200 connections, and one more of it is closed', async () => {
  const { grpc } = await start({});
  const [host, port] = grpc.split(':');
  const isTaken = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect({ port: Number(port), ...(host && { host }) }).on('error', () => undefined);
      onTestFinished(() => void socket.destroy());
      socket.once('data', () => resolve(true)).once('close', () => resolve(false));
    });
  const taken = await Promise.all(Array.from({ length: 200 }, isTaken));
  expect(new Set(taken)).toEqual(new Set([true]));
  expect(await isTaken()).toBe(false);
});

describe('a gRPC client that does not end its calls', () => {
  it('has few of them at once, and none that is refused', async () => {
    const { file } = await keyFile(onTestFinished);
    const { grpc } = await start({ API_KEYS_FILE: file });
    const session = open(grpc);
    const [settings] = (await once(session, 'remoteSettings')) as [Settings];
    expect(settings.maxConcurrentStreams).toBe(256);
    const ends = await Promise.all(Array.from({ length: 1_000 }, () => endOf(session)));
    expect(new Set(ends)).toEqual(new Set([status.UNAUTHENTICATED]));
  });

  it('has a time for its message', async () => {
    const server = new Server({
      interceptors: [grpcDoor(new FrontDoor(readConfig({})), new UnfinishedBodies(1_000), 50)],
    });
    handleUnknownMethods(server);
    const bind = promisify(server.bindAsync.bind(server));
    const port = await bind('127.0.0.1:0', ServerCredentials.createInsecure());
    onTestFinished(() => server.forceShutdown());
    expect(await endOf(open(`127.0.0.1:${port}`))).toBe(status.DEADLINE_EXCEEDED);
  });

  it('does not hold a process that ends, nor does one that says nothing at all', async () => {
    const { grpc, close } = await start({ SHUTDOWN_TIMEOUT_MS: '4000' });
    const session = open(grpc);
    await once(session, 'remoteSettings');
    beginCall(session);
    const [host, port] = grpc.split(':');
    const silent = connect(Number(port), host);
    // The server's first frame: it has taken the connection.
    await once(silent, 'data');
    const isOver = Promise.all([session, silent].map(closeOf));
    await close();
    await isOver;
  });
});
