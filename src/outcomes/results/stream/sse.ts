/** One event of a `text/event-stream`. JSON has no line breaks of its own, so it is one line of data. */
export function sseEvent(event: string, data: unknown, id?: number): Buffer {
  const line = id === undefined ? '' : `id: ${id}\n`;
  return Buffer.from(`event: ${event}\n${line}data: ${JSON.stringify(data)}\n\n`);
}

/** No event, but a sign of life; the reader's `Last-Event-ID` advances all the same. */
export function sseHeartbeat(id: number): Buffer {
  return Buffer.from(`: heartbeat\nid: ${id}\n\n`);
}
