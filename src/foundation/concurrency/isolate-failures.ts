import { type AppError, InvalidError, toAppError, UnavailableError } from '../errors/app.error.js';

type Run<Item, Row> = (items: readonly Item[]) => Promise<readonly Row[]>;

/**
 * Runs a batch. When it fails, halves it until the culprits are alone, so that all other items succeed. One culprit
 * among n costs at most 2 · log₂ n more runs. A single failing item is the culprit if any other item succeeded.
 * Otherwise the blank input decides whether the model answers at all.
 *
 * @returns for each item its row, or InvalidError `MODEL_FAILED` for a culprit, or UnavailableError
 *   `MODEL_UNAVAILABLE` for all when the model fails on everything.
 */
export async function isolateFailures<Item, Row>(
  items: readonly Item[],
  run: Run<Item, Row>,
  runBlank: () => Promise<unknown>,
): Promise<(Row | AppError)[]> {
  const outcomes = await halve(items, run);
  const failures = outcomes.filter((outcome) => outcome instanceof Failure);
  if (failures.length === 0) return outcomes as Row[];
  const somethingPassed = failures.length < outcomes.length;
  const works = somethingPassed || (await passes(runBlank));
  return outcomes.map((outcome) => (outcome instanceof Failure ? verdict(outcome, works) : outcome));
}

class Failure {
  constructor(readonly cause: AppError) {}
}

async function halve<Item, Row>(items: readonly Item[], run: Run<Item, Row>): Promise<(Row | Failure)[]> {
  try {
    return [...(await run(items))];
  } catch (thrown) {
    const error = toAppError(thrown);
    // A model that is away has no culprits to find.
    if (items.length === 1 || error.kind === 'unavailable') return items.map(() => new Failure(error));
    const middle = Math.ceil(items.length / 2);
    return [...(await halve(items.slice(0, middle), run)), ...(await halve(items.slice(middle), run))];
  }
}

async function passes(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch {
    return false;
  }
}

function verdict({ cause }: Failure, modelWorks: boolean): AppError {
  if (!modelWorks || cause.kind === 'unavailable') {
    return new UnavailableError('MODEL_UNAVAILABLE', cause.message, { cause });
  }
  return new InvalidError('MODEL_FAILED', `the model fails on this image alone: ${cause.message}`, { cause });
}
