import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export { freePort } from '../../../tools/chaos/free-port.js';

/** Starts the command, and ends it by its process id when our end of the pipe closes: also when we are killed. */
const leash =
  'exec 3<&0; "$@" </dev/null 3<&- & child=$!; trap "" HUP INT TERM; ' +
  '{ cat <&3; kill -s "$0" $child; } >/dev/null 2>&1 & wait $child';

export interface ServerProcess {
  /** Ends the server and waits for its end. */
  stop(): Promise<void>;
}

interface ServerOptions {
  readonly timeoutMs?: number;
  readonly endSignal?: string;
  readonly isReady?: () => Promise<boolean>;
}

/**
 * Starts a server program and resolves once it is ready: something listens on its port of 127.0.0.1, or what `isReady`
 * asks for.
 *
 * @throws Error with the end of the program's output when it ends before, or is not there after `timeoutMs`.
 */
export async function startServer(
  command: readonly string[],
  port: number,
  { timeoutMs = 30_000, endSignal = 'TERM', isReady = () => isListening(port) }: ServerOptions = {},
): Promise<ServerProcess> {
  const child = spawn('sh', ['-c', leash, endSignal, ...command], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = once(child, 'close');
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-4_000)));
  }
  const deadline = performance.now() + timeoutMs;
  while (!(await isReady())) {
    const hasEnded = child.exitCode !== null;
    if (hasEnded || performance.now() > deadline) {
      await stop();
      const wrong = hasEnded ? 'ended before it was ready' : `was not ready within ${timeoutMs} ms`;
      throw new Error(`${command.join(' ')} ${wrong} on port ${port}:\n${output}`);
    }
    await delay(50);
  }
  return { stop };
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return once(socket, 'connect').then(
    () => {
      socket.destroy();
      return true;
    },
    () => false,
  );
}
