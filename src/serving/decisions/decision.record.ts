import { z } from 'zod';
import { encodeCloudEvent } from '../../events/cloud-event.js';
import { parseObject } from '../../events/json-object.js';
import { errorText } from '../../foundation/errors/app.error.js';
import type { BrokerMessage, ReceivedMessage } from '../../transport/broker.js';
import { servingSchema } from './serving.js';
import type { StoredDecision } from './serving-decisions.js';

export const decisionEventType = 'seamline.serving-decision.v1';

/** The data of a record: a decision about a model of the service with this `GROUP_ID`. */
const recordSchema = z.object({
  group: z.string(),
  model: z.string(),
  revision: z.int().positive(),
  serving: servingSchema,
});

export type DecisionRecord = Readonly<z.infer<typeof recordSchema>>;

/** The newest record of a key counts: a topic may carry the decisions of several services. */
const keyOf = ({ group, model }: Pick<DecisionRecord, 'group' | 'model'>): string => `${group}/${model}`;

/** @param broker whose headers it gets. */
export function encodeDecision(record: DecisionRecord, broker: string): Omit<BrokerMessage, 'topic'> {
  const event = {
    id: `${keyOf(record)}/${record.revision}`,
    source: '/seamline/decisions',
    type: decisionEventType,
    datacontenttype: 'application/json',
    extensions: {},
    data: Buffer.from(JSON.stringify(record)),
  };
  return { ...encodeCloudEvent(event, broker), key: keyOf(record) };
}

/** What a record says about a model of this service; undefined for a record that is of another one, or of none. */
export function decodeDecision(
  { key, value, id }: ReceivedMessage,
  group: string,
): { readonly model: string; readonly stored: StoredDecision } | undefined {
  const name = typeof key === 'string' ? key : Buffer.from(key ?? []).toString();
  if (!name.startsWith(`${group}/`)) return undefined;
  const model = name.slice(group.length + 1);
  try {
    const { revision, serving } = recordSchema.parse(parseObject(value ?? new Uint8Array()));
    return { model, stored: { revision, serving } };
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : errorText(error);
    const damage = `the decision about ${model} at ${id} is damaged: ${reason.replaceAll(/\s+/g, ' ')}`;
    return { model, stored: { revision: 0, serving: undefined, damage } };
  }
}
