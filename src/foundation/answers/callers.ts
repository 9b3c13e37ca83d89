import { isIPv6 } from 'node:net';

/** A caller that has been recognised, and its roles. */
export interface Caller {
  readonly name: string;
  /** Names of `accessRoles`. */
  readonly roles: readonly string[];
}

const callers = new WeakMap<object, Caller>();

/** Remembers the caller that the front door has recognised. @param call the HTTP request, or the metadata of gRPC. */
export const rememberCaller = (call: object, caller: Caller): void => void callers.set(call, caller);

/** Undefined where no authentication is needed. */
export const callerOf = (call: object): Caller | undefined => callers.get(call);

/** The same text for all requests of one caller: by its key or token, else by its address (IPv6: by /64). */
export function ownerOf(request: { readonly ip: string }): string {
  const caller = callerOf(request);
  return caller ? `key ${caller.name}` : networkOf(request.ip);
}

/** One machine has a whole /64 of IPv6 addresses. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head = '', tail] = address.split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail ? tail.split(':') : [];
  const zeros = Array<string>(8 - first.length - last.length).fill('0');
  const groups = tail === undefined ? first : [...first, ...zeros, ...last];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
