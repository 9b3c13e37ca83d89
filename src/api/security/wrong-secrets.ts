import { Logger } from '@nestjs/common';

const windowMs = 60_000;
/** The most addresses that are counted one by one. */
const mostAddresses = 1_000;

/** Warns of calls with a wrong key or token: of the first at once, of those within a minute afterwards in one line. */
export class WrongSecrets {
  private readonly logger = new Logger('Access');
  private counts: Map<string, number> | undefined;

  add(address: string): void {
    if (this.counts) return this.count(this.counts, address);
    this.counts = new Map();
    this.logger.warn(`a call from ${address} has a wrong key or token; more are counted for a minute`);
    setTimeout(() => this.report(), windowMs).unref();
  }

  private count(counts: Map<string, number>, address: string): void {
    const seen = counts.get(address);
    const name = seen === undefined && counts.size >= mostAddresses ? 'other addresses' : address;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }

  private report(): void {
    const byCount = [...(this.counts ?? [])].toSorted(([, one], [, other]) => other - one);
    this.counts = undefined;
    const [most] = byCount;
    if (!most) return;
    const total = byCount.reduce((sum, [, count]) => sum + count, 0);
    const text = `${total} more calls had a wrong key or token within a minute, from ${byCount.length} addresses`;
    this.logger.warn(`${text}; ${most[1]} from ${most[0]}`);
  }
}
