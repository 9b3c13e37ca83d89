import type { Throughput } from './backlog.js';
import type { Figure } from './figures.js';
import { median, pairedRatio } from './measure.js';

/** What is promised of the ratio to each contestant that is measured beside Seamline; some are information only. */
export type Goals<Name extends string> = Readonly<Record<Exclude<Name, 'seamline'>, number | undefined>>;

/** Seamline's ratio to each contestant, then the rates, then what an image costs each of them. */
export function pipelineFigures<Name extends string>(
  question: string,
  titles: Readonly<Record<Name | 'seamline', string>>,
  rounds: Readonly<Record<Name | 'seamline', readonly Throughput[]>>,
  goals: Goals<Name>,
): Figure[] {
  const others = Object.keys(goals) as Exclude<Name, 'seamline'>[];
  const rates = (name: Name | 'seamline') => rounds[name].map(({ imagesPerSecond }) => imagesPerSecond);
  const rate = (name: Name | 'seamline') => ({
    question,
    what: titles[name],
    value: median(rates(name)),
    unit: 'images/s',
  });
  const ratioTo = (name: Exclude<Name, 'seamline'>) => ({
    value: pairedRatio(rates('seamline'), rates(name)),
    against: titles[name],
    atLeast: goals[name],
  });
  const cost = (name: Name | 'seamline') => ({
    question,
    what: `${titles[name]}, processor time`,
    value: median(rounds[name].map(({ cpuMicrosPerImage }) => cpuMicrosPerImage)),
    unit: 'µs/image',
  });
  return [
    ...others.map((name) => ({ ...rate('seamline'), ratio: ratioTo(name) })),
    ...others.map(rate),
    ...(['seamline', ...others] as const).map(cost),
  ];
}
