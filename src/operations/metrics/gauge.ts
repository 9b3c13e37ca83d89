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
 * A gauge that is read whenever somebody asks, and shows exactly what was read: what is gone is not told any more. If
 * it cannot be read it has no value, and the other metrics are told all the same.
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
