import { status } from '@grpc/grpc-js';
import { describe, expect, it } from 'vitest';
import { openGrpc } from '../../support/inference/grpc-client.js';
import type { OnEnd, TestApplication } from '../../support/test-application.js';
import { Cases } from './cases.js';
import { GrpcConnection } from './grpc-connection.js';
import { hostileCall } from './grpc-frames.js';
import { hostileHttp2 } from './http2-bytes.js';
import { sendRaw } from './send-raw.js';

/** Statuses that the protocol of gRPC itself has for a header or a compression that nobody can read. */
const ofTheProtocol = [/^Failed to decompress message/, /^Invalid grpc-timeout value/];

/** Sends so many calls that are wrong in some way, to every method; every tenth is no HTTP/2 either. */
export function survivesCalls(running: () => TestApplication, onEnd: OnEnd, count: number): void {
  describe('the gRPC server', () => {
    const cases = new Cases();
    /** One for each place. */
    const connections: GrpcConnection[] = [];
    onEnd(async () => connections.forEach((one) => one.close()));

    async function mistakeOf(at: number, place: number): Promise<string | undefined> {
      const { grpc: address } = running();
      if (at % 10 === 0) {
        const sent = { bytes: hostileHttp2(cases.randomOf(at)), givesUp: true };
        return (await sendRaw(Number(address.split(':').at(-1)), sent)).hangs ? 'hangs' : undefined;
      }
      const call = hostileCall(cases.randomOf(at));
      const connection = (connections[place] ??= new GrpcConnection(address));
      const { status: code, details, hangs } = await connection.call(call);
      const name = code === undefined ? 'closed' : (status[code] ?? String(code));
      cases.count(name);
      const isOurs = [status.INTERNAL, status.UNKNOWN].includes(code ?? status.OK);
      if (!hangs && (!isOurs || ofTheProtocol.some((pattern) => pattern.test(details)))) return undefined;
      const body = Buffer.from(call.body.subarray(0, 400)).toString('hex');
      return `${hangs ? 'hangs' : name} ${details}: ${JSON.stringify(call.headers)} ${body}`;
    }

    it(`never fails by itself, leaves nobody waiting, keeps no memory, and goes on (${count} calls)`, async () => {
      await cases.expectNoMistake(count, mistakeOf);
      const call = openGrpc(running().grpc, onEnd);
      const inputs = [{ name: 'image', datatype: 'UINT8', shape: [1, 28, 28, 1] }];
      const request = { model_name: 'fashion-mnist', inputs, raw_input_contents: [Buffer.alloc(784)] };
      // Those that broke the protocol count as connections of this address until they have missed a ping.
      await expect
        .poll(async () => call('ModelInfer', request), { timeout: 60_000, interval: 1_000 })
        .toMatchObject({ model_version: '1' });
    }, 1_800_000);
  });
}
