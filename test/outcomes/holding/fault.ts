/** Where a service keeps its results in one case, and how a test reaches the same place past the service. */
export interface Place {
  readonly settings: Readonly<Record<string, string>>;
  /** Runs statements past the service. */
  sql(statements: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** Something that goes wrong under a running service. */
export interface Fault<In extends Place = Place> {
  readonly name: string;
  /** What readiness must say of it. */
  readonly cause: RegExp;
  /** Brings it about, and resolves with what mends it. */
  begin(place: In): Promise<() => Promise<void>>;
}

/** A fault that one script brings about and another mends. */
export const scripted = (name: string, cause: RegExp, harm: string, mend: string): Fault => ({
  name,
  cause,
  async begin({ sql }) {
    await sql(harm);
    return async () => void (await sql(mend));
  },
});
