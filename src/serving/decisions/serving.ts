import { z } from 'zod';

const version = z.string().regex(/^\d+$/, 'a whole number as text');

export const servingSchema = z.object({
  /** Answers events that name no version. */
  version,
  /** Served before, and stays loaded: rolling back is one step. */
  previous: version.optional(),
  /** Answers its share of the events that name no version, chosen by their id. */
  canary: z
    .object({
      version,
      percent: z.number().positive().max(100),
      /** When that was decided, ISO 8601; absent when a setting decides it. */
      since: z.iso.datetime().optional(),
    })
    .optional(),
  /** Answers the same events for comparison only. */
  shadow: version.optional(),
});

/** The serving decision of one model: the role of its versions. */
export type Serving = Readonly<z.infer<typeof servingSchema>>;

/** Reads a decision from JSON; of any other text it returns the reason. */
export function readServing(json: string): Serving | string {
  try {
    const read = servingSchema.safeParse(JSON.parse(json));
    return read.success ? read.data : z.prettifyError(read.error).replaceAll(/\s+/g, ' ');
  } catch (error) {
    return `no JSON: ${(error as SyntaxError).message}`;
  }
}

/** The decision in one line, for people. */
export function servingText(name: string, { version: serves, canary, shadow }: Serving): string {
  const parts = [`${name}@${serves} serves`];
  if (canary) parts.push(`${canary.percent} % of its events go to @${canary.version}`);
  if (shadow !== undefined) parts.push(`@${shadow} predicts in its shadow`);
  return parts.join(', ');
}
