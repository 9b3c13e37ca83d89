/**
 * Runs images in pieces of at most `size`, one after the other.
 *
 * @param run answers `count` images from image `first` on, row by row.
 * @returns all the answers, row by row.
 */
export async function runInPieces(
  count: number,
  size: number,
  run: (first: number, count: number) => Promise<Float32Array>,
): Promise<Float32Array> {
  if (count <= size) return run(0, count);
  const answers: Float32Array[] = [];
  for (let first = 0; first < count; first += size) {
    // A backend may return a view of memory that it reuses.
    answers.push((await run(first, Math.min(size, count - first))).slice());
  }
  const all = new Float32Array(answers.reduce((length, answer) => length + answer.length, 0));
  let at = 0;
  for (const answer of answers) {
    all.set(answer, at);
    at += answer.length;
  }
  return all;
}
