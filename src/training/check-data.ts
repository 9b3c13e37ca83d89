import { InvalidError } from '../foundation/errors/app.error.js';
import type { Part } from './batches.js';
import type { LabelledData } from './data-source.js';
import { learnedAndHeldOut } from './fit-model.js';
import type { TrainingSettings } from './settings.js';

type Settings = Pick<TrainingSettings, 'data' | 'validation' | 'seed'>;

/**
 * What can be known before the first epoch.
 *
 * @param folds of a cross-validation.
 * @returns what the training goes on with, in sentences: labels without pictures.
 * @throws InvalidError `BAD_CONFIG` for labels that would be tested and are never trained, and for too few pictures.
 */
export function checkData(data: LabelledData, settings: Settings, folds?: number): readonly string[] {
  refuseTooFew(data, settings, folds);
  const { labels } = data.training.dataset;
  const trained = present(data.training);
  const tested = present(data.test);
  const judged = data.validation ? present(data.validation) : new Set<string>();
  const unknown = labels.filter((label) => !trained.has(label) && (tested.has(label) || judged.has(label)));
  if (unknown.length > 0) {
    const where = unknown.some((label) => tested.has(label)) ? 'to test with' : 'to judge the epochs';
    throw refused(settings, `${unknown.join(', ')}: pictures ${where}, but none to train with`);
  }
  const untested = labels.filter((label) => trained.has(label) && !tested.has(label));
  const absent = labels.filter((label) => !trained.has(label));
  return [
    ...(untested.length > 0 ? [`no pictures to test with: ${untested.join(', ')}`] : []),
    ...(absent.length > 0 ? [`no pictures at all: ${absent.join(', ')}`] : []),
  ];
}

function refuseTooFew(data: LabelledData, settings: Settings, folds: number | undefined): void {
  const { validation } = settings;
  const { learned, heldOut } = learnedAndHeldOut(data, settings);
  const count = data.training.indexes.length;
  if (learned.indexes.length === 0) throw refused(settings, 'no pictures are left to train with');
  if (validation > 0 && heldOut.indexes.length === 0) {
    const what = `--validation ${validation} of ${count} pictures holds none out to judge the epochs`;
    throw new InvalidError('BAD_CONFIG', `${what}; give a larger share, or 0`);
  }
  const most = (data.folded ?? data.training).indexes.length;
  if (folds === undefined || folds <= most) return;
  throw new InvalidError(
    'BAD_CONFIG',
    `--folds ${folds}: expected 2 to ${most}, as many as there are pictures`,
  );
}

/** The labels that some picture of the part has. */
function present({ dataset, indexes }: Part): Set<string> {
  const classes = new Set(Uint8Array.from(indexes, (index) => dataset.classes[index] as number));
  return new Set(Array.from(classes, (at) => dataset.labels[at] as string));
}

const refused = ({ data }: Settings, what: string) =>
  new InvalidError('BAD_CONFIG', `--data ${data}: ${what}`);
