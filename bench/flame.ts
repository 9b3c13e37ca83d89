import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from './figures.js';
import { contestOnKafka, seamlineOnKafka } from './kafka-contest.js';
import type { Lab } from './lab.js';

/** Profiles the main thread of a classifier that works off backlogs on Kafka, from its start on. */
export async function flame(lab: Lab): Promise<Figure[]> {
  const folder = join(lab.folder, 'profiles');
  const seamline = seamlineOnKafka(lab, ['--cpu-prof', `--cpu-prof-dir=${folder}`]);
  const figures = await contestOnKafka(lab, 'flame', { seamline });
  const file = lab.settings.flame;
  copyFileSync(join(folder, profileOfMainThread(folder)), file);
  lab.report(
    `flame: open ${file} at https://www.speedscope.app, in Chrome's DevTools (Performance) or in VS Code`,
  );
  return figures;
}

function profileOfMainThread(folder: string): string {
  // CPU.<date>.<time>.<process>.<thread>.<number>.cpuprofile
  const name = readdirSync(folder).find((file) => file.split('.')[4] === '0');
  if (name === undefined) throw new Error(`no profile of a main thread in ${folder}`);
  return name;
}
