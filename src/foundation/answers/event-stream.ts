import type { LongReply } from './open-answers.js';

/** Fastify's reply, for a handler that writes the answer itself. */
export interface StreamReply extends LongReply {
  hijack(): void;
}

const answerHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-content-type-options': 'nosniff',
  // Proxies that know this header pass each event on at once.
  'x-accel-buffering': 'no',
};

/** Writes the head of a `text/event-stream`; from here on errors cannot become ordinary answers. */
export function beginEventStream(reply: StreamReply): void {
  reply.hijack();
  reply.raw.writeHead(200, answerHeaders);
  // A broken connection also closes, and that is handled there.
  reply.raw.on('error', () => undefined);
}

/** Whether only the head of the answer is wanted. */
export const isHeadRequest = ({ raw }: StreamReply): boolean => raw.req.method === 'HEAD';

/** One event of a `text/event-stream`. JSON has no line breaks of its own, so it is one line of data. */
export function sseEvent(event: string, data: unknown, id?: number): Buffer {
  const line = id === undefined ? '' : `id: ${id}\n`;
  return Buffer.from(`event: ${event}\n${line}data: ${JSON.stringify(data)}\n\n`);
}

/** No event, but a sign of life; the reader's `Last-Event-ID` advances all the same. */
export function sseHeartbeat(id: number): Buffer {
  return Buffer.from(`: heartbeat\nid: ${id}\n\n`);
}
