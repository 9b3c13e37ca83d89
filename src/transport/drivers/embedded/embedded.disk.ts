import type { EmbeddedConnection } from './embedded.connection.js';
import type { EmbeddedFile } from './embedded.file.js';

/** Pages of 4 KB that stay free at least: the next messages go there. */
const leastFree = 1_024;
/** Pages of one step: it holds the event loop for a few milliseconds. */
const pagesPerStep = 100;
/** Rewriting a file with so many pages in use takes some 10 ms. */
const fewPages = 2_000;

interface Pages {
  /** Pages in use. */
  readonly used: number;
  /** Free pages beyond those that are kept. */
  readonly spare: number;
}

/** Gives disk space of deleted messages back, in small steps, so that publishing goes on. */
export async function giveBackDisk(file: EmbeddedFile, isStopped: () => boolean): Promise<void> {
  if (file.read(pagesOf).spare === 0) return;
  if (!file.read((connection) => connection.canShrink())) {
    // A file of an earlier version has to be rewritten once.
    file.read((connection) => pagesOf(connection).used <= fewPages && connection.rewrite());
    return;
  }
  const step = (connection: EmbeddedConnection) => {
    const { spare } = pagesOf(connection);
    if (spare > 0) connection.shrink(Math.min(spare, pagesPerStep));
    return spare > pagesPerStep;
  };
  while (!isStopped() && (await file.write(step, { durable: false })));
  file.read((connection) => connection.checkpoint());
}

function pagesOf(connection: EmbeddedConnection): Pages {
  const { total, free } = connection.pages();
  const used = total - free;
  return { used, spare: Math.max(0, free - Math.max(leastFree, Math.ceil(used / 4))) };
}
