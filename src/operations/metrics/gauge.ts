import { Gauge, type Registry } from 'prom-client';

export interface GaugeSpecification {
  readonly name: string;
  readonly help: string;
  /** The names of its labels. */
  readonly labels?: readonly string[];
}

export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/**
 * A gauge that is read at each scrape, and shows exactly the result: old labels disappear. When reading fails it has
 * no value, and the other metrics still appear.
 */
export function registerGauge(
  registry: Registry,
  { name, help, labels: labelNames = [] }: GaugeSpecification,
  read: () => readonly Sample[] | Promise<readonly Sample[]>,
): void {
  const collect = async (gauge: Gauge): Promise<void> => {
    const samples = await Promise.resolve()
      .then(read)
      .catch(() => []);
    gauge.reset();
    for (const { labels = {}, value } of samples) gauge.set({ ...labels }, value);
  };
  const gauge: Gauge = new Gauge({ name, help, labelNames, registers: [], collect: () => collect(gauge) });
  registry.registerMetric(gauge);
}

/** A sample for each value of one label. */
export function samples(label: string, values: Readonly<Record<string, number>>): Sample[] {
  return Object.entries(values).map(([name, value]) => ({ labels: { [label]: name }, value }));
}
