import { Injectable } from '@nestjs/common';
import type { Order } from './order.js';

/** A bank that is out of reach for the first two attempts of every order over 10. */
@Injectable()
export class Payments {
  private readonly attempts = new Map<string, number>();

  /** @returns how many attempts it took. @throws Error while the bank does not answer. */
  async pay({ id }: Order, amount: number): Promise<number> {
    const attempt = (this.attempts.get(id) ?? 0) + 1;
    this.attempts.set(id, attempt);
    if (amount > 10 && attempt < 3) throw new Error('the bank does not answer');
    this.attempts.delete(id);
    return attempt;
  }
}
