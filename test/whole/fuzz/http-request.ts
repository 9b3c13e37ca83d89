/** A request as it is written to a socket: it need not be one. */
export interface RawRequest {
  readonly method: string;
  readonly target: string;
  readonly version: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
  /** The client ends its side after so many bytes of the body. Default: it sends all, and waits. */
  readonly endsAfter?: number;
}

/** The bytes of a request for the socket. */
export function bytesOf({ method, target, version, headers, body, endsAfter }: RawRequest): Buffer {
  const lines = [`${method} ${target} ${version}`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return Buffer.concat([head, body.subarray(0, endsAfter)]);
}

export const withHeader = (request: RawRequest, name: string, value: string): RawRequest => ({
  ...request,
  headers: [...request.headers.filter(([other]) => other.toLowerCase() !== name), [name, value]],
});
