/** Reads attributes one by one, so that a message costs only those in use. */
export interface EventAttributes {
  get(name: string): string | undefined;
  /** Of all attributes and extensions that it has. */
  names(): readonly string[];
  readonly contentType: string | undefined;
  readonly data: Uint8Array | null;
}
