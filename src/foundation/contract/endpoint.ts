import type { z } from 'zod';
import type { FailureCode } from './failures.js';

/**
 * The contract of an endpoint: everything that a caller needs. Its checks, its types and its part of the OpenAPI
 * document follow from it.
 */
export interface EndpointContract {
  /** The operationId, and so the function of a generated client: a verb and a noun, as `listModels`. */
  readonly name: string;
  /** For an endpoint with several paths: names for the paths with a certain parameter. Parameter → name. */
  readonly nameWithParameter?: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly description?: string;
  /** Parameters of the path. One without a schema is text. */
  readonly params?: z.ZodObject;
  /** A request with further fields is refused: a misspelt filter would otherwise show everything. */
  readonly query?: z.ZodObject;
  /** Further fields of the query are ignored: for endpoints whose callers add fields of their own. */
  readonly ignoresQuery?: true;
  /** Names in any case. */
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType | RequestBody;
  /** By status. The lowest is sent unless the handler sets another. */
  readonly answers: Readonly<Record<number, z.ZodType | EndpointAnswer>>;
  /** The endpoint's own codes. The document adds the codes of every endpoint, and those of reading its input. */
  readonly failures?: readonly FailureCode[];
  /** The meaning of a failing status here. Default: the codes. */
  readonly failureDescriptions?: Readonly<Record<number, string>>;
}

export interface RequestBody {
  readonly schema: z.ZodType;
  /** For bodies with a schema. Default: `application/json`. */
  readonly contentTypes?: readonly string[];
  /** Content types of a body that is bytes. */
  readonly binaryTypes?: readonly string[];
  readonly optional?: true;
  /** Each field may be in the query instead. The body wins. */
  readonly alsoInQuery?: true;
  /**
   * Bytes. Default: 65,536 for JSON and forms, `MAX_BODY_BYTES` where the body may be bytes or files. Never more than
   * `MAX_BODY_BYTES`.
   */
  readonly maxBytes?: number;
  /** `@Input()` leaves the body to the handler, for example because it is a form with files. */
  readonly readByHandler?: true;
}

export interface EndpointAnswer {
  readonly description?: string;
  readonly body?: z.ZodType;
  /** Set where the handler writes the body itself; without a schema the body is bytes. Default: JSON. */
  readonly contentType?: string;
  /** Headers of the answer: name → meaning. */
  readonly headers?: Readonly<Record<string, string>>;
}

export const endpoint = <const C extends EndpointContract>(contract: C): C => contract;

/** The failure of every endpoint that reads or writes results. */
export const databaseDown = 'DATABASE_UNAVAILABLE';

/** The type without any way to change a value, at any depth. */
export type Immutable<T> = T extends readonly (infer Element)[]
  ? readonly Immutable<Element>[]
  : T extends object
    ? { readonly [Key in keyof T]: Immutable<T[Key]> }
    : T;

/** The type of a body by its schema. */
export type Body<Schema extends z.ZodType> = Immutable<z.output<Schema>>;

type Read<Source> = Source extends z.ZodType
  ? z.output<Source>
  : Source extends { readonly schema: infer Schema extends z.ZodType }
    ? z.output<Schema>
    : never;

type Place = 'params' | 'query' | 'headers' | 'body';

type PlacesOf<C> = {
  [Key in keyof C & Place]: C[Key] extends { readonly readByHandler: true } ? never : Key;
}[keyof C & Place];

/** The handler's `@Input()`: params, query, headers and body, as far as the contract has them. */
export type InputOf<C extends EndpointContract> = { readonly [Key in PlacesOf<C>]: Read<C[Key]> };

type AnswerBody<Given> = Given extends z.ZodType
  ? Body<Given>
  : Given extends { readonly contentType: string }
    ? unknown
    : Given extends { readonly body: infer Schema extends z.ZodType }
      ? Body<Schema>
      : undefined;

/** The handler's result. */
export type AnswerOf<C extends EndpointContract> = {
  [Status in keyof C['answers']]: AnswerBody<C['answers'][Status]>;
}[keyof C['answers']];
