import { setTimeout as delay } from 'node:timers/promises';
import type { Subscription as Stream } from '@google-cloud/pubsub';

/** A streaming pull, as the library keeps it: with the events of a gRPC call. */
interface Pull extends NodeJS.EventEmitter {
  end(): void;
}

/** A server that says nothing for so long is not waited for. */
const farewellMs = 2_000;

/**
 * Ends a subscription's streams as gRPC means it: we say that we want no more, and the server sends what is under way
 * and says that this was all. Then the library hands back what it holds, and has its last acknowledgements confirmed.
 *
 * By itself the library only cancels. What is under way stays leased to a consumer that is gone, and the next one gets
 * it when the lease has run out, after ten seconds or more; the official emulator then delivers what was acknowledged
 * meanwhile again, too. The library has no other way to its streams than its own fields.
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
