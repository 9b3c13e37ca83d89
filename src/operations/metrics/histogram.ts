import type { Metric, MetricValueWithName, Registry } from 'prom-client';

type Labels = Readonly<Record<string, string>>;

export interface HistogramOptions {
  readonly name: string;
  readonly help: string;
  /** The upper bounds of its buckets, ascending; the last bucket, without a bound, is added. */
  readonly buckets: readonly number[];
  readonly registry: Registry;
}

/** The observations with the same labels. */
class Series {
  sum = 0;
  /** The number of values in each bucket alone. */
  readonly counts: number[];

  constructor(
    readonly labels: Labels,
    private readonly buckets: readonly number[],
  ) {
    this.counts = Array.from({ length: buckets.length + 1 }, () => 0);
  }

  observe(value: number): void {
    const { buckets, counts } = this;
    let at = 0;
    while (at < buckets.length && value > (buckets[at] as number)) at += 1;
    counts[at] = (counts[at] as number) + 1;
    this.sum += value;
  }
}

/**
 * A histogram for events that come with every message. It looks labels up once. prom-client's own builds a text of
 * them at each observation, and finds bounds by their text.
 */
export class Histogram {
  readonly name: string;
  private readonly series: Series[] = [];

  constructor(private readonly options: HistogramOptions) {
    this.name = options.name;
    // This has all methods that a registry calls; prom-client's type asks for those of its own histogram.
    options.registry.registerMetric(this as unknown as Metric);
  }

  /** The observer for these labels; get it once for each. */
  of(labels: Labels): Pick<Series, 'observe'> {
    const series = new Series(labels, this.options.buckets);
    this.series.push(series);
    return series;
  }

  /** For the registry. */
  async get() {
    const { name, help } = this.options;
    const values = this.series.flatMap((series) => this.valuesOf(series));
    return { name, help, type: 'histogram', aggregator: 'sum', values };
  }

  private valuesOf({ labels, counts, sum }: Series): MetricValueWithName<string>[] {
    const { name, buckets } = this.options;
    let count = 0;
    const rows = counts.map((more, at) => {
      count += more;
      return { metricName: `${name}_bucket`, labels: { ...labels, le: buckets[at] ?? '+Inf' }, value: count };
    });
    return [
      ...rows,
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: count },
    ];
  }
}
