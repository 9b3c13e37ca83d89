import { Histogram as PromHistogram, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { Histogram } from './histogram.js';

const described = { name: 'seconds', help: 'How long it took', buckets: [0.001, 0.5, 10] };
const observed = [
  ['a', 0.001],
  ['a', 0.0011],
  ['b', 11],
  ['a', 0],
] as const;

it("is written as prom-client's own histogram of the same observations", async () => {
  const theirs = new Registry();
  const histogram = new PromHistogram({ ...described, labelNames: ['topic'], registers: [theirs] });
  for (const [topic, value] of observed) histogram.observe({ topic }, value);

  const ours = new Registry();
  const series = new Histogram({ ...described, registry: ours });
  const of = { a: series.of({ topic: 'a' }), b: series.of({ topic: 'b' }) };
  for (const [topic, value] of observed) of[topic].observe(value);

  const lines = (text: string) => text.replaceAll(/\{(.*?)\}/g, (_, of: string) => sorted(of)).split('\n');
  const sorted = (labels: string) => labels.split(',').toSorted().join(',');
  expect(lines(await ours.metrics())).toEqual(lines(await theirs.metrics()));
  expect(await ours.getMetricsAsJSON()).toHaveLength(1);
});
