import { isIPv6 } from 'node:net';

const names = new WeakMap<object, string>();

/** Remembers the name of a request's caller: that of its key or token. */
export const nameCaller = (request: object, name: string): void => void names.set(request, name);

/** Undefined where no authentication is needed. */
export const nameOfCaller = (request: object): string | undefined => names.get(request);

/** The same text for all requests of one caller: by its key or token, else by its address (IPv6: by /64). */
export function callerOf(request: { readonly ip: string }): string {
  const name = names.get(request);
  return name === undefined ? networkOf(request.ip) : `key ${name}`;
}

/** One machine has a whole /64 of IPv6 addresses. */
function networkOf(address: string): string {
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
