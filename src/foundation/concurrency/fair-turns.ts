/** A piece of work's part of what is shared. */
export interface Share {
  /** The same value for all work of one request. */
  readonly owner: unknown;
  /** Drops work that has not begun. Work of one owner may have several. */
  readonly signal?: AbortSignal | undefined;
}

export interface FairTurnsOptions {
  /** Short work at once, by its cost; at least one piece runs. */
  readonly shortCost: number;
  /** Pieces of long work at once; they take no place from short work. */
  readonly longAtOnce: number;
  /** Work is long from this cost on. */
  readonly longFrom: number;
}

interface Piece {
  readonly cost: number;
  readonly signal: AbortSignal | undefined;
  start(): void;
  drop(reason: unknown): void;
}

interface Owner {
  readonly key: unknown;
  waiting: Piece[];
  /** The cost of all that it was given, from the time on at which it came. */
  spent: number;
  /** One listener for all pieces with the same signal. */
  readonly listeners: Map<AbortSignal, () => void>;
}

/**
 * Runs a limited amount of work at once, and shares it among owners by its cost (weighted fair queueing).
 * The owner whose next piece ends at the least sum has the next turn. So a small request passes large ones, however
 * much they have queued, and large ones get their part all the same. The pieces of one owner keep their order.
 */
export class FairTurns {
  private readonly owners = new Map<unknown, Owner>();
  private longRunning = 0;
  private shortRunning = 0;
  /** What an owner would have been given that was here all the time. */
  private served = 0;

  constructor(private readonly options: FairTurnsOptions) {}

  /** The number of pieces that wait. */
  get waiting(): number {
    return [...this.owners.values()].reduce((sum, owner) => sum + owner.waiting.length, 0);
  }

  /**
   * Runs the work when it is its owner's turn; it then runs to its end.
   *
   * @param cost in any unit above 0, the same for all work.
   * @throws the signal's reason when it aborts before that, and whatever the work throws.
   */
  async take<T>(share: Share, cost: number, work: () => Promise<T>): Promise<T> {
    share.signal?.throwIfAborted();
    await new Promise<void>((start, drop) => {
      const owner = this.ownerOf(share.owner);
      owner.waiting.push({ cost, signal: share.signal, start, drop });
      if (share.signal) this.listen(owner, share.signal);
      this.startNext();
    });
    try {
      return await work();
    } finally {
      if (this.isLong(cost)) this.longRunning -= 1;
      else this.shortRunning -= cost;
      this.startNext();
    }
  }

  private ownerOf(key: unknown): Owner {
    const known = this.owners.get(key);
    if (known) return known;
    if (this.owners.size === 0) this.served = 0;
    const owner: Owner = { key, waiting: [], spent: this.served, listeners: new Map() };
    this.owners.set(key, owner);
    return owner;
  }

  private listen(owner: Owner, signal: AbortSignal): void {
    if (owner.listeners.has(signal)) return;
    const drop = () => {
      const dropped = owner.waiting.filter((piece) => piece.signal === signal);
      owner.waiting = owner.waiting.filter((piece) => piece.signal !== signal);
      owner.listeners.delete(signal);
      if (owner.waiting.length === 0) this.forget(owner);
      for (const piece of dropped) piece.drop(signal.reason);
      // One of them may have kept a turn for which there is no room.
      this.startNext();
    };
    owner.listeners.set(signal, drop);
    signal.addEventListener('abort', drop, { once: true });
  }

  /** Nothing of it waits. */
  private forget({ key, listeners }: Owner): void {
    for (const [signal, listener] of listeners) signal.removeEventListener('abort', listener);
    this.owners.delete(key);
  }

  private startNext(): void {
    for (let owner = this.next(); owner && this.hasRoom(owner); owner = this.next()) this.start(owner);
  }

  private next(): Owner | undefined {
    const mayBeLong = this.longRunning < this.options.longAtOnce;
    let next: Owner | undefined;
    let least = Infinity;
    for (const owner of this.owners.values()) {
      const cost = owner.waiting[0]?.cost ?? Infinity;
      if (owner.spent + cost >= least || (this.isLong(cost) && !mayBeLong)) continue;
      least = owner.spent + cost;
      next = owner;
    }
    return next;
  }

  /** Work that has no room keeps its turn: others would pass it for ever. */
  private hasRoom({ waiting: [piece] }: Owner): boolean {
    const cost = piece?.cost ?? 0;
    const isFirst = this.shortRunning === 0;
    return this.isLong(cost) || isFirst || this.shortRunning + cost <= this.options.shortCost;
  }

  private start(owner: Owner): void {
    const piece = owner.waiting.shift() as Piece;
    this.served += piece.cost / this.owners.size;
    owner.spent += piece.cost;
    if (owner.waiting.length === 0) this.forget(owner);
    if (this.isLong(piece.cost)) this.longRunning += 1;
    else this.shortRunning += piece.cost;
    piece.start();
  }

  private isLong(cost: number): boolean {
    return cost >= this.options.longFrom;
  }
}
