import {
  createParamDecorator,
  type ExecutionContext,
  HttpCode,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import type { AnswerOf, EndpointContract, InputOf } from './endpoint.js';
import { QueryGuard } from './known-query.js';
import { type HttpRequest, readRequest } from './read-request.js';
import { addRouteFacts, routeFactsOf } from './route-facts.js';

const tagKey = Symbol('tag');

type Handler<C extends EndpointContract> = (
  input: InputOf<C>,
  ...more: never[]
) => AnswerOf<C> | Promise<AnswerOf<C>>;

/**
 * Binds an HTTP handler to its contract. The compiler checks the handler's input and answers, `@Input()` reads
 * requests by it, and the OpenAPI document shows it. A field of the query that the contract lacks is refused.
 */
export function Contract<C extends EndpointContract>(contract: C) {
  return <H extends Handler<C>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<H>,
  ): void => {
    addRouteFacts(descriptor.value as object, { contract });
    UseGuards(new QueryGuard(contract))(target, key, descriptor);
    HttpCode(Math.min(...Object.keys(contract.answers).map(Number)))(target, key, descriptor);
  };
}

/** The chapter of the OpenAPI document for a controller's endpoints. */
export const Tag = (tag: string): ClassDecorator => SetMetadata(tagKey, tag);

export const tagOf = (controller: object) => Reflect.getMetadata(tagKey, controller) as string | undefined;

/** Passes a handler its input, read by its contract. @throws InvalidError `BAD_REQUEST` that names the wrong field */
export const Input = createParamDecorator((_data: unknown, context: ExecutionContext): object => {
  const { contract } = routeFactsOf(context.getHandler());
  return contract ? readRequest(contract, context.switchToHttp().getRequest<HttpRequest>()) : {};
});
