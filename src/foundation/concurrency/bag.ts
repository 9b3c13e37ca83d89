/** An item in a bag, which knows its own index there. */
export interface Placed {
  place: number;
}

/**
 * A collection without order, for items that come and go with every message.
 *
 * Set and Map reallocate while they grow and old tables chain to new ones. Once an old table is in the old
 * generation, the entries after it are promoted too, and need a full collection.
 */
export class Bag<Item extends Placed> implements Iterable<Item> {
  private readonly items: Item[] = [];

  get size(): number {
    return this.items.length;
  }

  /** The item must not be in another bag. */
  add(item: Item): void {
    item.place = this.items.push(item) - 1;
  }

  /** The last item takes its place. Does nothing when the item is not in the bag. */
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
