import { AppError } from '../../foundation/errors/app.error.js';
import type { OutputKind } from '../../serving/models/card-words.js';
import { Engine, type EngineSettings } from '../../serving/models/engine.js';

/** The part of a card that says what the network's values are. */
export interface Output {
  readonly output: OutputKind;
  readonly multiLabel?: true;
}

/** What an output may be, what can be told apart for certain first. */
const guesses: readonly Output[] = [
  { output: 'probabilities' },
  { output: 'sigmoid' },
  { output: 'sigmoid', multiLabel: true },
  { output: 'logits' },
  { output: 'sigmoid-logits' },
];

/**
 * Opens the network as each kind of output, until its answers fit.
 *
 * @param write puts the card with this output into the folder.
 * @param wanted The only kind to try.
 * @throws UnavailableError `MODEL_UNAVAILABLE`: why the first guess did not fit.
 */
export async function tryOutputs(
  folder: string,
  settings: EngineSettings,
  write: (output: Output) => Promise<void>,
  wanted?: OutputKind,
): Promise<{ readonly engine: Engine; readonly output: Output }> {
  let first: unknown;
  for (const output of guesses.filter((guess) => !wanted || guess.output === wanted)) {
    await write(output);
    try {
      return { engine: await Engine.open(folder, settings), output };
    } catch (error) {
      first ??= error;
      if (!(error instanceof AppError && error.code === 'MODEL_UNAVAILABLE')) throw error;
    }
  }
  throw first;
}
