/** Calls `say` with what comes, but drops what comes within `pauseMs` after it was called. */
export function atMostEvery<T>(pauseMs: number, say: (value: T) => void): (value: T) => void {
  let next = 0;
  return (value) => {
    if (performance.now() < next) return;
    next = performance.now() + pauseMs;
    say(value);
  };
}
