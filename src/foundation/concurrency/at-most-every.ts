/** Calls `say` with each value, but drops values within `pauseMs` after a call. */
export function atMostEvery<T>(pauseMs: number, say: (value: T) => void): (value: T) => void {
  let next = 0;
  return (value) => {
    if (performance.now() < next) return;
    next = performance.now() + pauseMs;
    say(value);
  };
}
