import { describe, it } from 'vitest';

/**
 * Runs the cases where the server is there, and says why where it is not; with `CI=true` that is a failure.
 * `server` is what `inject('kafka')` or `inject('pubsub')` answers.
 */
export function withServer<Server extends object>(
  name: string,
  server: Server,
  cases: (server: Exclude<Server, { unavailable: string }>) => void,
): void {
  if (!('unavailable' in server)) {
    cases(server as Exclude<Server, { unavailable: string }>);
    return;
  }
  const title = `cannot be tested (no server: ${String(server.unavailable)})`;
  describe(name, () => {
    if (process.env['CI'] === 'true') it(title, () => Promise.reject(new Error(title)));
    else it.skip(title);
  });
}
