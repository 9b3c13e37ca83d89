/** Offsets from the first up to, not including, the second. */
export type OffsetRange = [from: number, to: number];

/** A group's progress in one partition: everything below `committed` is done, and these ranges above it. */
export class GroupProgress {
  constructor(
    private first: number,
    private readonly ranges: OffsetRange[] = [],
  ) {}

  /** The lowest offset that is not done. */
  get committed(): number {
    return this.first;
  }

  get doneAbove(): readonly Readonly<OffsetRange>[] {
    return this.ranges;
  }

  has(offset: number): boolean {
    return this.nextOpen(offset) !== offset;
  }

  /** The offset itself, or the next one above it that is not done. */
  nextOpen(offset: number): number {
    if (offset < this.first) return this.nextOpen(this.first);
    const range = this.ranges[this.placeOf(offset)];
    return range && range[0] <= offset ? range[1] : offset;
  }

  add(offset: number): void {
    if (this.has(offset)) return;
    const place = this.placeOf(offset);
    const before = this.ranges[place - 1];
    const after = this.ranges[place];
    const touchesAfter = after?.[0] === offset + 1;
    if (before?.[1] === offset) {
      before[1] = touchesAfter ? after[1] : offset + 1;
      if (touchesAfter) this.ranges.splice(place, 1);
    } else if (touchesAfter) after[0] = offset;
    else this.ranges.splice(place, 0, [offset, offset + 1]);
    this.commit();
  }

  private commit(): void {
    const lowest = this.ranges[0];
    if (lowest?.[0] !== this.first) return;
    this.first = lowest[1];
    this.ranges.shift();
  }

  /** The place of the first range that ends above the offset. */
  private placeOf(offset: number): number {
    let low = 0;
    let high = this.ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ranges[middle]?.[1] ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
