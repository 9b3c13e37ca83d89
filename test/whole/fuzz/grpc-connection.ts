import { type ClientHttp2Session, connect } from 'node:http2';
import type { RawCall } from './grpc-frames.js';
import { hangsAfterMs } from './send-raw.js';

interface CallAnswer {
  /** Undefined where the call ended without one. */
  readonly status: number | undefined;
  readonly details: string;
  readonly hangs: boolean;
}

/** A connection of HTTP/2 that is opened again where the server has ended it. */
export class GrpcConnection {
  private session: ClientHttp2Session | undefined;

  constructor(private readonly address: string) {}

  async call(call: RawCall): Promise<CallAnswer> {
    const answer = await this.callOnce(call);
    if (!answer.hangs) return answer;
    // A busy machine may be slow once, and what came before may have broken the connection: a call hangs by itself.
    this.close();
    return this.callOnce(call);
  }

  close(): void {
    this.session?.destroy();
  }

  private callOnce({ headers, body, leaves }: RawCall): Promise<CallAnswer> {
    return new Promise((resolve) => {
      let seen: Record<string, unknown> = {};
      const finish = (hangs: boolean) => {
        clearTimeout(limit);
        const { 'grpc-status': status, 'grpc-message': details } = seen;
        resolve({
          status: status === undefined ? undefined : Number(status),
          details: decodeURIComponent(String(details ?? '')),
          hangs,
        });
      };
      const limit = setTimeout(finish, hangsAfterMs, true);
      const stream = this.open().request(headers, { endStream: false });
      stream.on('response', (fields) => (seen = { ...seen, ...fields }));
      stream.on('trailers', (fields) => (seen = { ...seen, ...fields }));
      stream.on('error', () => finish(false));
      stream.on('close', () => finish(false));
      stream.resume();
      stream.write(body);
      if (leaves) stream.close();
      else stream.end();
    });
  }

  private open(): ClientHttp2Session {
    if (this.session && !this.session.closed && !this.session.destroyed) return this.session;
    this.session = connect(`http://${this.address}`);
    this.session.on('error', () => {});
    return this.session;
  }
}
