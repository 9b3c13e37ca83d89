import { type INestApplication, RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { tagOf } from '../../foundation/contract/contract.js';
import type { EndpointContract } from '../../foundation/contract/endpoint.js';
import { routeFactsOf } from '../../foundation/contract/route-facts.js';

export interface Route {
  /** In lower case. */
  readonly method: string;
  /** With its parameters in braces, as OpenAPI writes it. */
  readonly path: string;
  /** The chapter of the document. */
  readonly tag: string;
  readonly contract: EndpointContract;
  /** Whether it answers callers without credentials. */
  readonly isPublic: boolean;
}

/**
 * Every HTTP route of an application's controllers. @throws Error for a handler without a contract, or a controller
 * without a tag
 */
export function routesOf(app: INestApplication): Route[] {
  const modules = [...app.get(ModulesContainer).values()];
  const controllers = modules.flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => routesOfController(metatype as Type));
}

function routesOfController(controller: Type): Route[] {
  const prototype = controller.prototype as Record<string, object>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((name) => {
    const handler = prototype[name] as object;
    const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
    if (method === undefined) return [];
    const { contract, isPublic = false } = routeFactsOf(handler);
    const tag = tagOf(controller);
    if (!contract) throw new Error(`${controller.name}.${name} has no @Contract`);
    if (!tag) throw new Error(`${controller.name} has no @Tag`);
    const route = { method: RequestMethod[method].toLowerCase(), tag, contract, isPublic };
    return pathsOf(controller).flatMap((base) =>
      pathsOf(handler).map((path) => ({ ...route, path: joined(base, path) })),
    );
  });
}

function pathsOf(target: object): string[] {
  const path = Reflect.getMetadata(PATH_METADATA, target) as string | string[] | undefined;
  return Array.isArray(path) ? path : [path ?? ''];
}

function joined(...parts: string[]): string {
  const names = parts.flatMap((part) => part.split('/')).filter((name) => name !== '');
  return `/${names.map((name) => name.replace(/^:(\w+)$/, '{$1}')).join('/')}`;
}
