import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A connection that ends with the test. */
async function open(url: string): Promise<Socket> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' });
  // The server may reset it too, and that is no failure of the test.
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** A connection that has sent its request and reads nothing. */
export async function send(url: string, text: string): Promise<Socket> {
  const socket = await open(url);
  await new Promise((sent) => socket.write(text, sent));
  return socket;
}

/** What the server answers until it closes the connection, or until that `isEnough`: then the client leaves. */
export async function answerTo(
  url: string,
  request: readonly (string | Uint8Array)[],
  isEnough: (answer: string) => boolean = () => false,
): Promise<string> {
  const socket = await open(url);
  let answer = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text;
    if (isEnough(answer)) socket.destroy();
  });
  for (const part of request) socket.write(part);
  await once(socket, 'close');
  return answer;
}
