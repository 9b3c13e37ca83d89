import { expect } from 'vitest';

export interface MetricSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

type Labels = Readonly<Record<string, string | undefined>>;

/** What a process tells in the text format of Prometheus. */
export class Metrics {
  /** The names that the comments declare, with or without samples. */
  readonly declared: readonly string[];
  private readonly all: readonly MetricSample[];

  constructor(text: string) {
    this.all = parse(text);
    this.declared = [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name = '']) => name);
  }

  /** Whether this is the name of a metric, or of a part of a histogram. */
  isDeclared(name: string): boolean {
    return this.declared.includes(name.replace(/_(bucket|sum|count)$/, ''));
  }

  /** Those that have at least these labels. */
  samples(name: string, labels: Labels = {}): MetricSample[] {
    return this.all.filter(
      (sample) =>
        sample.name === name &&
        Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    );
  }

  /** Of the only sample; undefined without one. */
  value(name: string, labels: Labels = {}): number | undefined {
    const found = this.samples(name, labels);
    expect(found.length, `${name} ${JSON.stringify(labels)}`).toBeLessThan(2);
    return found[0]?.value;
  }

  sum(name: string, labels: Labels = {}): number {
    return this.samples(name, labels).reduce((sum, { value }) => sum + value, 0);
  }
}

export async function readMetrics(url: string, headers: Record<string, string> = {}): Promise<Metrics> {
  const response = await fetch(`${url}/metrics`, { headers });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  return new Metrics(await response.text());
}

/** Every line that is no comment must be a sample. */
function parse(text: string): MetricSample[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    expect(name, line).not.toBe('');
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)];
    return {
      name,
      labels: Object.fromEntries(pairs.map(([, label, each]) => [label, each])),
      value: Number(value),
    };
  });
}
