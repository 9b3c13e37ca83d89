import { parseArgs } from 'node:util';
import { AppError, errorText, InvalidError } from '../foundation/errors/app.error.js';
import { visibleLines } from '../foundation/errors/visible.js';

/** The options of the training scripts. */
export interface TrainingFlags {
  readonly epochs: number;
  readonly batch: number;
  /** The same seed gives the same start, order and mirrored images. */
  readonly seed: number;
  /** Folder for the model's files. */
  readonly out: string;
}

/** Runs a training script with its command line's flags; an expected failure is one line, without a stack. */
export function runScript(defaults: TrainingFlags, script: (flags: TrainingFlags) => Promise<void>): void {
  Promise.resolve()
    .then(() => script(readFlags(defaults)))
    .catch((error: unknown) => {
      console.error(error instanceof AppError ? visibleLines(errorText(error)) : error);
      process.exitCode = 1;
    });
}

function readFlags(defaults: TrainingFlags): TrainingFlags {
  const flag = (value: number) => ({ type: 'string', default: String(value) }) as const;
  const { values } = parseArgs({
    options: {
      epochs: flag(defaults.epochs),
      batch: flag(defaults.batch),
      seed: flag(defaults.seed),
      out: { type: 'string', default: defaults.out },
    },
  });
  return {
    epochs: wholeNumber('epochs', values.epochs),
    batch: wholeNumber('batch', values.batch),
    seed: wholeNumber('seed', values.seed),
    out: values.out,
  };
}

function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InvalidError('BAD_CONFIG', `--${name} ${text}: must be a whole number from 1`);
}
