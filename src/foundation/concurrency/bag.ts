/** What lies in a bag knows its own place there. */
export interface Placed {
  place: number;
}

/**
 * A collection without order, for what comes and goes with every message.
 *
 * A `Set` or a `Map` leaves a trail there: V8 makes a new table of it again and again, and each old table leads to the
 * next one and to all that was in it then. Once one of them lies in the old generation, what comes after follows it, and
 * is collected with the whole heap instead of at once.
 */
export class Bag<Item extends Placed> implements Iterable<Item> {
  private readonly items: Item[] = [];

  get size(): number {
    return this.items.length;
  }

  /** The item must not lie in another bag. */
  add(item: Item): void {
    item.place = this.items.push(item) - 1;
  }

  /** The last one takes its place. Does nothing when the item is not in the bag. */
  delete(item: Item): void {
    if (this.items[item.place] !== item) return;
    const last = this.items.pop() as Item;
    if (last === item) return;
    this.items[item.place] = last;
    last.place = item.place;
  }

  [Symbol.iterator](): Iterator<Item> {
    return this.items.values();
  }
}
