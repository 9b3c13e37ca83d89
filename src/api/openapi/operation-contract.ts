import type { z } from 'zod';
import type { FailureCode } from './failures.js';

/** What the OpenAPI document tells of one endpoint beside its decorators. */
export interface OperationContract {
  /** The JSON body of an answer by its status, where it is not the one of `body`. */
  readonly bodies?: Readonly<Record<number, Body>>;
  /** The JSON body of every answer that is no failure. Default: the endpoint answers text or bytes. */
  readonly body?: z.ZodType;
  /** Of `body`, where the decorators give none. */
  readonly example?: unknown;
  /** What text it answers, where it answers text. */
  readonly textExample?: string;
  /** What the request carries, where the decorators do not say it. */
  readonly request?: { readonly schema: z.ZodType; readonly example: unknown };
  /** The failures it can answer, beside those that every endpoint has. */
  readonly fails?: readonly FailureCode[];
}

interface Body {
  readonly body: z.ZodType;
  readonly example: unknown;
}
