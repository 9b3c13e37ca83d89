import { z } from 'zod';
import { type Body, endpoint } from '../../foundation/contract/endpoint.js';
import { text } from '../../foundation/contract/fields.js';

const brokerReport = z.object({
  name: text,
  enabled: z.boolean().describe('Whether this process speaks it; only then it has a state'),
  default: z.boolean().describe('Whether `/push-to-consumer` means this one'),
  state: z.enum(['idle', 'connected', 'disconnected', 'closed']).optional(),
  lastError: text.optional(),
  imagesLog: text
    .describe('Identifies the topic of images that it uses there, where the broker can say')
    .optional(),
});
export type BrokerReport = Body<typeof brokerReport>;

const example: BrokerReport[] = [
  { name: 'embedded', enabled: true, default: true, state: 'connected', imagesLog: '1205117711/images' },
  { name: 'kafka', enabled: false, default: false },
  { name: 'pubsub', enabled: false, default: false },
];

export const listBrokers = endpoint({
  name: 'listBrokers',
  summary: 'Every broker that Seamline knows; those that this process speaks with their state',
  answers: { 200: z.array(brokerReport).meta({ examples: [example] }) },
});
