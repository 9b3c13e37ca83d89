import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from './figures.js';
import { flameGraph } from './flame-graph.js';
import { contestOnKafka, seamlineOnKafka } from './kafka-contest.js';
import type { Lab } from './lab.js';

/** Draws where the processor time of the main thread goes, while a classifier works off backlogs on Kafka. */
export async function flame(lab: Lab): Promise<Figure[]> {
  const folder = join(lab.folder, 'profiles');
  const seamline = seamlineOnKafka(lab, ['--cpu-prof', `--cpu-prof-dir=${folder}`]);
  let startMs = 0;
  const figures = await contestOnKafka(lab, 'flame', {
    seamline: {
      ...seamline,
      async start(place) {
        const program = await seamline.start(place);
        startMs = program.startMs;
        return program;
      },
    },
  });
  const title = 'Main thread of the classifier on Kafka, by processor time';
  writeFileSync(lab.settings.flame, flameGraph(title, folder, startMs));
  return figures;
}
