import type { z } from 'zod';
import type { FailureCode } from './failures.js';

/** What goes into an endpoint and what comes out of it: checks, types and the API's description follow from it. */
export interface EndpointContract {
  /** What a generated client calls it: a verb and a noun. */
  readonly name: string;
  /** Its name on the paths that have this parameter, where it stands under several. */
  readonly nameWith?: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly description?: string;
  /** Of the path; those that are not named are text. */
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType | RequestBody;
  /** By status. The lowest is the one that the handler gives unless it says another. */
  readonly answers: Readonly<Record<number, z.ZodType | Answer>>;
  /** Beside those of every endpoint, and those that follow from what it reads. */
  readonly failures?: readonly FailureCode[];
  /** What a status of failure means here. */
  readonly because?: Readonly<Record<number, string>>;
}

export interface RequestBody {
  readonly schema: z.ZodType;
  /** Default: JSON. */
  readonly types?: readonly string[];
  /** Types of which the body is a file. */
  readonly files?: readonly string[];
  readonly optional?: true;
  /** Its fields may stand in the query too; the body wins. */
  readonly alsoInQuery?: true;
  /** The handler reads it itself. */
  readonly unread?: true;
}

export interface Answer {
  readonly description?: string;
  readonly body?: z.ZodType;
  /** The handler writes a body of this type itself; without a schema it is bytes. Default: JSON. */
  readonly type?: string;
  /** What each header means. */
  readonly headers?: Readonly<Record<string, string>>;
}

export const endpoint = <const C extends EndpointContract>(contract: C): C => contract;

/** What stands in the way to a row of the database. */
export const away = 'DATABASE_UNAVAILABLE';

/** As it can be read, and never changed. */
export type Shown<T> = T extends readonly (infer Element)[]
  ? readonly Shown<Element>[]
  : T extends object
    ? { readonly [Key in keyof T]: Shown<T[Key]> }
    : T;

/** The type of a body by its schema. */
export type Body<Schema extends z.ZodType> = Shown<z.output<Schema>>;

type Read<Source> = Source extends z.ZodType
  ? z.output<Source>
  : Source extends { readonly schema: infer Schema extends z.ZodType }
    ? z.output<Schema>
    : never;

type Places<C> = {
  [Place in keyof C & ('params' | 'query' | 'headers' | 'body')]: C[Place] extends { readonly unread: true }
    ? never
    : Place;
}[keyof C & ('params' | 'query' | 'headers' | 'body')];

/** What `@Input()` hands to the handler. */
export type InputOf<C extends EndpointContract> = { readonly [Place in Places<C>]: Read<C[Place]> };

type AnswerBody<Given> = Given extends z.ZodType
  ? Body<Given>
  : Given extends { readonly type: string }
    ? unknown
    : Given extends { readonly body: infer Schema extends z.ZodType }
      ? Body<Schema>
      : undefined;

/** What the handler may give back. */
export type AnswerOf<C extends EndpointContract> = {
  [Status in keyof C['answers']]: AnswerBody<C['answers'][Status]>;
}[keyof C['answers']];
