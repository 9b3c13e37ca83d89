import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { parser } from '@prometheus-io/lezer-promql';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Metrics, readMetrics } from './metrics/read-metrics.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: {
    readonly summary: string;
    readonly description: string;
    readonly runbook_url: string;
  };
}

interface Panel {
  readonly title: string;
  readonly targets: readonly { readonly expr: string }[];
}

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
const { groups } = parse(await read('deploy/prometheus/alerts.yaml')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(await read('deploy/grafana/seamline.json')) as { panels: Panel[] };
/** Whether a process answers; what it answers cannot say so. */
const ofPrometheus = 'up';

/** Grafana's variables stand where PromQL has a duration or a text. */
const filled = (expr: string) => expr.replaceAll('$__rate_interval', '1m').replaceAll('$instance', '.*');
const expressions = [
  ...rules.map(({ alert, expr }) => [alert, expr] as const),
  ...dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }) => [title, filled(expr)] as const),
  ),
];

/** The nodes of an expression, by the names of the grammar; ⚠ stands where it is none. */
function nodesOf(expr: string): { readonly name: string; readonly text: string }[] {
  const nodes: { name: string; text: string }[] = [];
  parser.parse(expr).iterate({
    enter: ({ name, from, to }) => void nodes.push({ name, text: expr.slice(from, to) }),
  });
  return nodes;
}

/** The address of the docs as the server's configuration has it, or their folder. */
const docs = /^\{\{ with \$externalLabels\.seamline_docs \}\}\{\{ \. \}\}\{\{ else \}\}docs\{\{ end \}\}\//;

/** As GitHub makes anchors of headings. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');

describe('The alert rules and the dashboard', () => {
  const onEnd = onSuiteFinished();
  let told: Metrics;

  beforeAll(async () => {
    const settings = {
      ...(await ownSettings(onEnd)),
      ROLES: 'api,classifier,results',
      MODELS: 'fashion-mnist@2',
    };
    const { url } = await startTestApplication(settings, onEnd);
    told = await readMetrics(url);
  }, 60_000);

  it('are valid PromQL', () => {
    const wrong = expressions.filter(([, expr]) => nodesOf(expr).some(({ name }) => name === '⚠'));
    expect(wrong).toEqual([]);
    expect(nodesOf('sum by (topic rate(x[5m]))').map(({ name }) => name)).toContain('⚠');
  });

  it('ask for what a process tells', () => {
    for (const [title, expr] of expressions) {
      const names = nodesOf(expr).flatMap(({ name, text }) => (name === 'Identifier' ? [text] : []));
      expect(names, title).not.toEqual([]);
      expect(
        names.filter((name) => name !== ofPrometheus && !told.isDeclared(name)),
        title,
      ).toEqual([]);
    }
  });

  it('say of each alert how bad it is, and point at what to do', async () => {
    expect(rules.length).toBeGreaterThanOrEqual(10);
    for (const { alert, labels, annotations } of rules) {
      expect(['warning', 'critical'], alert).toContain(labels.severity);
      expect(annotations.summary, alert).not.toBe('');
      expect(annotations.runbook_url, alert).toMatch(docs);
      const [page = '', anchor] = annotations.runbook_url.replace(docs, 'docs/').split('#');
      const headings = [...(await read(page)).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
        anchorOf(heading),
      );
      expect(headings, alert).toContain(anchor);
    }
  });

  it('fire when processes, or all of them, do not answer, on Kubernetes and with compose', async () => {
    const { scrape_configs: jobs } = parse(await read('deploy/prometheus/prometheus.yaml')) as {
      scrape_configs: { job_name: string }[];
    };
    const monitor = parse(await read('deploy/kubernetes/pod-monitor.yaml')) as {
      metadata: { name: string; namespace: string };
    };
    // The operator names the job by the monitor.
    const names = [jobs[0]?.job_name, `${monitor.metadata.namespace}/${monitor.metadata.name}`];
    for (const alert of ['SeamlineProcessDown', 'SeamlineNothingAnswers']) {
      const [, matcher = '\0'] =
        /\bup\{job=~"([^"]+)"\}/.exec(rules.find((rule) => rule.alert === alert)?.expr ?? '') ?? [];
      for (const name of names) expect(name).toMatch(new RegExp(`^(?:${matcher})$`));
    }
    expect(rules.find(({ alert }) => alert === 'SeamlineNothingAnswers')).toMatchObject({
      expr: expect.stringMatching(/^absent\(/) as string,
      labels: { severity: 'critical' },
    });
  });

  it('leave no metric of Seamline out of the documentation, and the documentation names none that is not', async () => {
    const documented = [...(await read('docs/metrics.md')).matchAll(/^\| `(seamline_\w+)`/gm)].map(
      ([, name]) => name,
    );
    expect(documented.toSorted()).toEqual(
      told.declared.filter((name) => name.startsWith('seamline_')).toSorted(),
    );
  });

  it("have a monitor that Prometheus' operator takes", async () => {
    const monitor = parse(await read('deploy/kubernetes/pod-monitor.yaml')) as ConstructorParameters<
      typeof PodMonitor
    >[0];
    expect(() => new PodMonitor(monitor).validate()).not.toThrow();
  });
});
