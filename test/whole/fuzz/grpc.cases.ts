import { status } from '@grpc/grpc-js';
import { randomInt } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { openGrpc } from '../../support/inference/grpc-client.js';
import { Random } from '../../support/random.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../../support/test-application.js';
import { GrpcConnection } from './grpc-connection.js';
import { hostileCall } from './grpc-frames.js';
import { hostileHttp2 } from './http2-bytes.js';
import { expectMemoryBack, memoryBytes } from './memory.js';
import { sendRaw } from './send-raw.js';

const hangsAfterMs = 5_000;
const atOnce = 8;
const warmUp = 150;
/** Statuses that the protocol of gRPC itself has for a header or a compression that nobody can read. */
const ofTheProtocol = [/^Failed to decompress message/, /^Invalid grpc-timeout value/];

/** Sends so many calls that are wrong in some way, to every method; every tenth is no HTTP/2 either. */
export function survivesCalls(count: number): void {
  describe('The gRPC server, sent whatever HTTP/2 can carry', () => {
    const onEnd = onSuiteFinished();
    const seed = randomInt(1_000_000);
    const statuses = new Map<string, number>();
    let address: string;
    let connections: GrpcConnection[];

    beforeAll(async () => {
      const settings = {
        MODELS: 'fashion-mnist@1',
        ROLES: 'inference',
        GRPC_PORT: '0',
        MAX_BODY_BYTES: '2000000',
      };
      ({ grpc: address } = await startTestApplication({ ...(await ownSettings(onEnd)), ...settings }, onEnd));
      connections = Array.from({ length: atOnce }, () => new GrpcConnection(address));
      onEnd(async () => connections.forEach((one) => one.close()));
    }, 60_000);

    /** The same for the same seed, so that it can be called again. */
    const randomOf = (at: number) => new Random(seed + at * 7_919);

    async function mistakeOf(at: number, connection: GrpcConnection): Promise<string[]> {
      if (at % 10 === 0) {
        const sent = { bytes: hostileHttp2(randomOf(at)), givesUp: true };
        const ask = () => sendRaw(Number(address.split(':').at(-1)), sent, hangsAfterMs);
        return (await ask()).hangs && (await ask()).hangs ? [`seed ${seed} case ${at}: hangs`] : [];
      }
      const call = hostileCall(randomOf(at));
      let answer = await connection.call(call, hangsAfterMs);
      if (answer.hangs) {
        // A busy machine may be slow once, and what came before may have broken the connection: a call hangs by itself.
        connection.close();
        answer = await connection.call(call, hangsAfterMs);
      }
      const { status: code, details, hangs } = answer;
      const name = code === undefined ? 'closed' : (status[code] ?? String(code));
      statuses.set(name, (statuses.get(name) ?? 0) + 1);
      const isOurs = [status.INTERNAL, status.UNKNOWN].includes(code ?? status.OK);
      if (!hangs && (!isOurs || ofTheProtocol.some((pattern) => pattern.test(details)))) return [];
      const { headers, body } = call;
      return [
        `seed ${seed} case ${at}: ${hangs ? 'hangs' : name} ${details}: ${JSON.stringify(headers)} ${Buffer.from(body.subarray(0, 400)).toString('hex')}`,
      ];
    }

    async function mistakesOf(from: number, to: number): Promise<string[]> {
      const mistakes: string[] = [];
      let next = from;
      const work = async (connection: GrpcConnection) => {
        while (next < to) mistakes.push(...(await mistakeOf(next++, connection)));
      };
      await Promise.all(connections.map(work));
      return mistakes;
    }

    it(`never fails by itself, leaves nobody waiting, keeps no memory, and goes on (${count} calls)`, async () => {
      const mistakes = await mistakesOf(0, warmUp);
      const before = await memoryBytes();
      mistakes.push(...(await mistakesOf(warmUp, count)));
      console.log(`gRPC, seed ${seed}: ${JSON.stringify(Object.fromEntries(statuses))}`);
      expect(mistakes.slice(0, 10)).toEqual([]);
      await expectMemoryBack(before);
      const call = openGrpc(address, onEnd);
      const inputs = [{ name: 'image', datatype: 'UINT8', shape: [1, 28, 28, 1] }];
      const request = { model_name: 'fashion-mnist', inputs, raw_input_contents: [Buffer.alloc(784)] };
      expect(await call('ModelInfer', request)).toMatchObject({ model_version: '1' });
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    }, 1_800_000);
  });
}
