import { Controller, Logger } from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { BrokerContext, InvalidError, type ReadDeadLetter } from 'seamline/transport';
import type { Order } from './order.js';
import { Payments } from './payments.js';

const prices: Readonly<Record<string, number>> = { tea: 3, coffee: 4 };

@Controller()
export class OrdersController {
  private readonly logger = new Logger('Orders');

  constructor(private readonly payments: Payments) {}

  /** Answers whoever asks: `client.send('price', { item: 'tea' })`. */
  @MessagePattern<string>('price')
  price(@Payload() { item }: { readonly item: string }) {
    return { item, price: priceOf(item) };
  }

  /** Acknowledged when it is paid. An error is tried again; an InvalidError is a dead letter at once. */
  @EventPattern<string>('orders')
  async take(@Payload() order: Order, @Ctx() context: BrokerContext): Promise<void> {
    const attempts = await this.payments.pay(order, priceOf(order.item) * order.quantity);
    this.logger.log(`order ${order.id} is paid after ${attempts} attempts, over ${context.broker}`);
  }

  /** Whatever became a dead letter of `orders`, with its reason. */
  @EventPattern<string>('orders-dlt')
  bury(@Payload() { code, reason, message }: ReadDeadLetter): void {
    this.logger.warn(`order ${String(message.key)} is a dead letter, ${code}: ${reason}`);
  }
}

function priceOf(item: string): number {
  const price = prices[item];
  if (price !== undefined) return price;
  const known = Object.keys(prices).join(', ');
  throw new InvalidError('BAD_MESSAGE', `there is no ${JSON.stringify(item)}; there are: ${known}`);
}
