import { setTimeout as delay } from 'node:timers/promises';
import type { Subscription as Stream } from '@google-cloud/pubsub';

/** The library's streaming pull, with the events of a gRPC call. */
interface Pull extends NodeJS.EventEmitter {
  end(): void;
}

/** In milliseconds. A server that stays silent longer is not waited for. */
const farewellMs = 2_000;

/**
 * Ends a subscription's streams in gRPC's orderly way: we announce the end, and the server sends the rest and then
 * confirms it. Then the library returns the messages that it holds, and gets its last acknowledgements confirmed.
 *
 * By itself the library only cancels. Messages on their way stay leased to a consumer that is gone, and the next one
 * gets them only after the lease, ten seconds or more. The official emulator then also delivers messages again that
 * were acknowledged meanwhile. The library offers its streams only through its own fields.
 */
export async function endInOrder(subscription: Stream): Promise<void> {
  if (!subscription.isOpen) return;
  const closed = new Promise<void>((done) => subscription.once('close', done));
  const places: readonly { stream?: Pull }[] = subscription['_subscriber']['_stream']['_streams'];
  const pulls = places.flatMap(({ stream }) => stream ?? []);
  const farewells = pulls.map((pull) => new Promise<void>((done) => pull.once('status', () => done())));
  for (const pull of pulls) pull.end();
  await Promise.race([Promise.all(farewells), delay(farewellMs, undefined, { ref: false })]);
  // Once its last stream has ended well, the library closes by itself; then this call does nothing.
  await subscription.close();
  await closed;
}
