const mostNamed = 20;

/** Says each of a kind of difference: at most 20, then how many more there are. */
export function inWords<One>(all: Iterable<One>, say: (one: One) => string): string[] {
  const lines = [...all].map(say);
  if (lines.length <= mostNamed) return lines;
  return [...lines.slice(0, mostNamed), `… and ${lines.length - mostNamed} more like: ${lines.at(-1)}`];
}
