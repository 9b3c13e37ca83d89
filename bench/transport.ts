import type { Figure } from './figures.js';
import { median, pairedRatio } from './measure.js';

/** Who moves the messages: Seamline's driver, or the client library that it is made of. */
export type Way = 'driver' | 'client';

const callsAtOnce = 4;
const messagesPerCall = 500;

/** Publishes everything, some calls at a time, and tells how many messages a second were accepted. */
export async function publishAll<Message>(
  messages: readonly Message[],
  send: (some: Message[]) => Promise<unknown>,
): Promise<number> {
  const calls = Array.from({ length: Math.ceil(messages.length / messagesPerCall) }, (_, at) =>
    messages.slice(at * messagesPerCall, (at + 1) * messagesPerCall),
  );
  const start = performance.now();
  for (let at = 0; at < calls.length; at += callsAtOnce)
    await Promise.all(calls.slice(at, at + callsAtOnce).map(send));
  return (1_000 * messages.length) / (performance.now() - start);
}

/** Begins to read and says so for each message; answers how to stop. */
export type Reader = (seen: () => void) => Promise<() => Promise<unknown>>;

/** Messages a second, from the first to the last: joining the group is not what is asked. */
export async function readAll(count: number, read: Reader): Promise<number> {
  let [first, already, done] = [0, 0, (): void => {}];
  const all = new Promise<void>((resolve) => (done = resolve));
  const stop = await read(() => {
    first ||= performance.now();
    already += 1;
    if (already >= count) done();
  });
  await all;
  const rate = (1_000 * count) / (performance.now() - first);
  await stop();
  return rate;
}

interface Names {
  readonly question: string;
  readonly driver: string;
  readonly client: string;
  /** What is kept where the goal is not reached on a busy machine. */
  readonly reached?: { readonly publish?: number; readonly consume?: number };
}

export function compared(
  { question, driver, client, reached }: Names,
  what: 'publish' | 'consume',
  rates: Readonly<Record<Way, readonly number[]>>,
): Figure[] {
  const value = pairedRatio(rates.driver, rates.client);
  const ratio = { value, against: `${client}, the same ${what}`, atLeast: 0.8, reached: reached?.[what] };
  return [
    { question, what: `${driver}: ${what}`, value: median(rates.driver), unit: 'messages/s', ratio },
    { question, what: `${client}: ${what}`, value: median(rates.client), unit: 'messages/s' },
  ];
}
