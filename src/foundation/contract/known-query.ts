import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { z } from 'zod';
import type { EndpointContract } from './endpoint.js';
import { badInput } from './read-input.js';

/**
 * Refuses a query with a field that the contract lacks. Such a field is a misspelt filter, and an answer without
 * that filter would be wrong. A guard, because not every handler reads an input.
 */
export class QueryGuard implements CanActivate {
  private readonly known: readonly string[] | undefined;

  constructor(contract: EndpointContract) {
    this.known = contract.ignoresQuery ? undefined : fieldsOf(contract);
  }

  /** @throws InvalidError `BAD_REQUEST` that names the field, and those that there are. */
  canActivate(context: ExecutionContext): true {
    const { query } = context.switchToHttp().getRequest<{ readonly query: unknown }>();
    for (const [field, value] of Object.entries(Object(query) as object)) {
      if (this.known && !this.known.includes(field)) throw badInput(field, value, leftOut(this.known));
    }
    return true;
  }
}

function fieldsOf({ query, body }: EndpointContract): string[] {
  const either = body instanceof z.ZodType || !body?.alsoInQuery ? undefined : body.schema;
  return [query, either].flatMap((schema) =>
    schema instanceof z.ZodObject ? Object.keys(schema.shape) : [],
  );
}

const leftOut = (known: readonly string[]): string =>
  known.length === 0
    ? 'left out: there is no such field, and none in the query'
    : `left out: there is no such field; those of the query are ${known.join(', ')}`;
