/** Defines the property instead of assigning it: a stranger may name a header `__proto__`. */
export function setHeader<Value>(
  headers: { [name: string]: Value },
  name: string,
  value: NonNullable<Value>,
): void {
  if (name !== '__proto__') headers[name] = value;
  else Object.defineProperty(headers, name, { value, enumerable: true, configurable: true, writable: true });
}
