import { Injectable, Logger } from '@nestjs/common';
import { lastValueFrom, timeout } from 'rxjs';
import { BrokerClient } from 'seamline/transport';
import type { Order } from './order.js';

/** Asks for a price and places orders. It could as well be another program on the same broker. */
@Injectable()
export class Shop {
  private readonly logger = new Logger('Shop');

  constructor(private readonly client: BrokerClient) {}

  async open(): Promise<void> {
    const asked = this.client.send('price', { item: 'tea' }).pipe(timeout(30_000));
    this.logger.log(`the answer is ${JSON.stringify(await lastValueFrom(asked))}`);
    await this.place({ id: 'a1', customer: 'ada', item: 'tea', quantity: 2 });
    await this.place({ id: 'a2', customer: 'ada', item: 'coffee', quantity: 5 });
    await this.place({ id: 'b1', customer: 'bob', item: 'milk', quantity: 1 });
    await this.place({ id: 'b2', customer: 'bob', item: 'tea', quantity: 0 });
  }

  /** Resolves once the broker has the order. */
  private async place(order: Order): Promise<void> {
    await lastValueFrom(this.client.emit('orders', order), { defaultValue: undefined });
  }
}
