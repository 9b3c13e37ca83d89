import type { Throughput } from './backlog.js';
import type { Figure } from './figures.js';
import { median, pairedRatio } from './measure.js';

export interface Titled {
  readonly title: string;
  /** What is promised of Seamline's ratio to it; without one the ratio is information. */
  readonly atLeast?: number;
  /** What is kept today where that is not reached yet. */
  readonly reached?: number;
}

/** Seamline, and whom it is measured beside. */
export type Contest<Entry extends Titled = Titled> = { readonly seamline: Entry } & Readonly<
  Record<string, Entry>
>;

/** Seamline's ratio to each other contestant, then the rates, then what an image costs each of them. */
export function pipelineFigures(
  question: string,
  contest: Contest,
  rounds: Readonly<Record<string, readonly Throughput[]>>,
): Figure[] {
  const rates = (name: string) => (rounds[name] ?? []).map(({ imagesPerSecond }) => imagesPerSecond);
  const costs = (name: string) => (rounds[name] ?? []).map(({ cpuMicrosPerImage }) => cpuMicrosPerImage);
  const rate = ([name, { title }]: [string, Titled]) => ({
    question,
    what: title,
    value: median(rates(name)),
    unit: 'images/s',
  });
  const beside = ([name, { title, ...goal }]: [string, Titled]) => ({
    ...rate(['seamline', contest.seamline]),
    ratio: {
      value: pairedRatio(rates('seamline'), rates(name)),
      against: title,
      atLeast: goal.atLeast,
      reached: goal.reached,
    },
  });
  const cost = ([name, { title }]: [string, Titled]) => ({
    question,
    what: `${title}, processor time`,
    value: median(costs(name)),
    unit: 'µs/image',
  });
  const entries = Object.entries<Titled>(contest);
  const others = entries.filter(([name]) => name !== 'seamline');
  return [...others.map(beside), ...others.map(rate), ...entries.map(cost)];
}
