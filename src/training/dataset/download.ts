import { SingleBar } from 'cli-progress';

// A smaller file arrives before a bar could be read.
const worthABarBytes = 1_000_000;

/**
 * Downloads the bytes of an address, with a progress bar on a terminal for large ones.
 *
 * @param letGo ends the download early.
 * @throws Error when nothing arrives for `silenceMs`, or the server answers with another status than 200.
 */
export async function download(address: URL, silenceMs: number, letGo?: AbortSignal): Promise<Uint8Array> {
  const silent = new AbortController();
  const giveUp = () => silent.abort(new Error(`${address.host} was silent for ${silenceMs / 1000} s`));
  const silence = setTimeout(giveUp, silenceMs);
  let bar: SingleBar | undefined;
  try {
    const response = await fetch(address, {
      signal: letGo ? AbortSignal.any([letGo, silent.signal]) : silent.signal,
    });
    if (!response.ok || !response.body) throw new Error(`${address.href} answered ${response.status}`);
    bar = progressBar(address, Number(response.headers.get('content-length')));
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body) {
      silence.refresh();
      chunks.push(chunk);
      bar?.increment(chunk.length);
    }
    return Buffer.concat(chunks);
  } finally {
    clearTimeout(silence);
    bar?.stop();
  }
}

function progressBar(address: URL, totalBytes: number): SingleBar | undefined {
  if (!(totalBytes >= worthABarBytes)) return undefined;
  const file = address.pathname.split('/').at(-1);
  const bar = new SingleBar({
    format: `${file} {bar} {percentage} % | {eta_formatted} left`,
    hideCursor: true,
  });
  bar.start(totalBytes, 0);
  return bar;
}
