import type { Config } from '../../foundation/config/config.js';
import { errorText } from '../../foundation/errors/app.error.js';
import { goneOf, pinnedVersion } from '../../serving/classifier/initial-serving.js';
import type { DecidedBefore } from '../../serving/decisions/decided-before.js';
import { followDecisions } from '../../serving/decisions/follow-decisions.js';
import { type Serving, servingText } from '../../serving/decisions/serving.js';
import { ModelFolders } from '../../serving/models/model-folders.js';
import { type Finding, ok, warning, wrong } from './finding.js';

const awayFix = 'see to that place: until it answers, a process that starts serves nothing';
const goneFix = 'put the versions into MODELS_DIR, or decide again (docs/models.md)';
const damageFix = 'decide again: POST /models/<name>/swap (docs/models.md)';

export interface CheckedDecisions {
  readonly findings: readonly Finding[];
  /** What is decided, by the model. */
  readonly decided: ReadonlyMap<string, Serving>;
}

/** What is decided about the models, and whether this process can do it. Nothing is created, unless `creates`. */
export async function checkDecisions(config: Config, creates: boolean): Promise<CheckedDecisions> {
  const names = config.model.served.map(({ name }) => name);
  const unpinned = names.filter((name) => pinnedVersion(name, config.model) === undefined);
  const decided = new Map<string, Serving>();
  const findings: Finding[] = [];
  let decisions: DecidedBefore | undefined;
  try {
    decisions = await followDecisions(config, creates);
    for (const name of unpinned) findings.push(...(await checkDecision(name, config, decisions, decided)));
  } catch (error) {
    findings.push(wrong('decisions', errorText(error), awayFix));
  } finally {
    await decisions?.close();
  }
  return { findings, decided };
}

async function checkDecision(
  name: string,
  { model }: Config,
  decisions: DecidedBefore,
  decided: Map<string, Serving>,
): Promise<Finding[]> {
  const check = `decision ${name}`;
  const stored = await decisions.newest(name);
  if (!stored) return [];
  const { serving, revision, damage } = stored;
  if (serving) decided.set(name, serving);
  if (damage !== undefined) return [wrong(check, damage, damageFix)];
  if (!serving) return [];
  const from =
    revision > 0 ? `revision ${revision} in ${decisions.place}` : 'serving.json, not taken over yet';
  const gone = goneOf(serving, await new ModelFolders(model.directory).versions(name));
  if (gone.length === 0) return [ok(check, `${servingText(name, serving)}; ${from}`)];
  return [warning(check, `${from} names versions that are not in MODELS_DIR: ${gone.join(', ')}`, goneFix)];
}
