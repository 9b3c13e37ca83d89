/** Images a second above which none gets a thumbnail: the time belongs to the classifications. */
const busyFrom = 1_000;

/** Decides which images get a thumbnail: the first ones of each second, and none while it is busy. */
export class ThumbnailAllowance {
  private second = 0;
  private images = 0;
  private taken = 0;
  private isBusy = false;

  /** @param perSecond thumbnails of one second. */
  constructor(private readonly perSecond: number) {}

  /** Call it for each image. @param now in milliseconds. */
  take(now: number): boolean {
    const second = Math.floor(now / 1_000);
    if (second !== this.second) this.begin(second);
    this.images += 1;
    if (this.isBusy || this.taken >= this.perSecond) return false;
    this.taken += 1;
    return true;
  }

  private begin(second: number): void {
    this.isBusy = second === this.second + 1 && this.images > busyFrom;
    this.second = second;
    this.images = 0;
    this.taken = 0;
  }
}
