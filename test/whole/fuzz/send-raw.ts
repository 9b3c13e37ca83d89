import { connect } from 'node:net';

export interface RawAnswer {
  readonly text: string;
  /** Neither an answer nor the end of the connection came in time. */
  readonly hangs: boolean;
}

interface Sent {
  readonly bytes: Uint8Array;
  readonly givesUp: boolean;
}

/** Without any answer. */
export const hangsAfterMs = 5_000;
/** After an answer. */
const longestSilenceMs = 300;
const mostKeptBytes = 100_000;

/**
 * Writes bytes to a server and reads until it closes the connection, or is silent after an answer. A client
 * that gives up ends its side after a moment in which nothing came.
 */
export async function sendRaw(port: number, sent: Sent): Promise<RawAnswer> {
  const answer = await sendOnce(port, sent);
  // A busy machine may be slow once; what hangs does so again.
  return answer.hangs ? sendOnce(port, sent) : answer;
}

function sendOnce(port: number, { bytes, givesUp }: Sent): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const kept: Buffer[] = [];
    let keptBytes = 0;
    const finish = (hangs: boolean) => {
      clearTimeout(limit);
      socket.destroy();
      resolve({ text: Buffer.concat(kept).toString('latin1'), hangs });
    };
    const limit = setTimeout(finish, hangsAfterMs, true);
    socket.on('data', (chunk) => {
      if (keptBytes < mostKeptBytes) kept.push(chunk);
      keptBytes += chunk.length;
    });
    socket.setTimeout(longestSilenceMs).on('timeout', () => {
      if (keptBytes > 0) finish(false);
      else if (givesUp) socket.end();
    });
    socket.on('end', () => finish(false));
    socket.on('close', () => finish(false));
    socket.on('error', () => finish(false));
    socket.write(bytes);
  });
}
