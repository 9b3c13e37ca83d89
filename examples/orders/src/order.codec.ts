import { type Codec, headerText, InvalidError, jsonCodec, readDeadLetter } from 'seamline/transport';
import type { Order } from './order.js';

/** Orders travel as form text, `customer=ada&item=tea&quantity=2`, with the id as key; everything else as JSON. */
export const orderCodec: Codec = {
  decode(message, pattern) {
    if (pattern === 'orders-dlt') return readDeadLetter(message);
    if (pattern !== 'orders') return jsonCodec.decode(message, pattern);
    const fields = new URLSearchParams(new TextDecoder().decode(message.value ?? new Uint8Array()));
    const quantity = Number(fields.get('quantity'));
    if (!Number.isInteger(quantity) || quantity < 1) {
      const seen = JSON.stringify(fields.get('quantity'));
      throw new InvalidError('BAD_MESSAGE', `quantity is ${seen}; allowed: a whole number from 1`);
    }
    const { customer = '', item = '' } = Object.fromEntries(fields);
    return { id: String(message.key ?? message.id), customer, item, quantity } satisfies Order;
  },

  encode(value, pattern) {
    if (pattern !== 'orders') return jsonCodec.encode(value, pattern);
    const { id, customer, item, quantity } = value as Order;
    const form = new URLSearchParams({ customer, item, quantity: String(quantity) });
    return {
      key: id,
      partitionKey: customer,
      value: new TextEncoder().encode(form.toString()),
      headers: { 'content-type': 'application/x-www-form-urlencoded', customer },
    };
  },

  /** Orders of one customer are handled one after the other. */
  partitionKey: (message) => headerText(message, 'customer') ?? message.partitionKey,
};
