import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ScaledObject, TriggerAuthentication } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readConfig } from '../../src/configuration.js';
import { environment } from '../../src/configuration.js';
import { roleNames } from '../../src/foundation/config/environment.js';
import { keyFile } from '../support/keys.js';
import { goProgram } from '../support/services/go-program.js';
import { ifAvailable } from '../support/services/if-available.js';
import { prepareVenv } from '../support/services/python.js';
import { withServer } from '../support/services/with-server.js';
import { onSuiteFinished } from '../support/test-application.js';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));
const overlays = join(here, '../../deploy/kubernetes');
const release = '1.34';

interface Container {
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly readinessProbe: { readonly periodSeconds: number };
  readonly [field: string]: unknown;
}

interface Item {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
  readonly spec: {
    readonly selector: Readonly<Record<string, string>> & { readonly matchLabels: object };
    readonly ports: readonly { readonly targetPort: string }[];
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly securityContext: object;
        readonly containers: readonly Container[];
      };
    };
    readonly scaleTargetRef: { readonly name: string };
    readonly triggers: readonly { readonly metadata: Readonly<Record<string, string>> }[];
  };
}

const tools = await ifAvailable(async () => ({
  kustomize: await goProgram('kustomize', 'sigs.k8s.io/kustomize/kustomize/v5@v5.8.1'),
  python: join(await prepareVenv(join(here, 'kubernetes')), 'python'),
}));

const itemsOf = (yaml: string) => parseAllDocuments(yaml).map((document) => document.toJS() as Item);

withServer('The Kubernetes manifests', tools, ({ kustomize, python }) => {
  const onEnd = onSuiteFinished();
  describe.each(['kafka', 'pubsub'])('deploy/kubernetes/%s', async (overlay) => {
    const { stdout } = await run(kustomize, ['build', join(overlays, overlay)]);
    const items = itemsOf(stdout);
    const ofKind = (kind: string) => items.filter((item) => item.kind === kind);
    const { file } = await keyFile(onEnd);
    // The file of keys is mounted from a secret that whoever deploys makes.
    const settings = { ...ofKind('ConfigMap')[0]?.data, API_KEYS_FILE: file };

    it(`has nothing that Kubernetes ${release} does not know`, { timeout: 60_000 }, async () => {
      const known = items.filter(({ apiVersion }) => !apiVersion.startsWith('keda.sh/'));
      const child = run(python, [join(here, 'kubernetes/validate.py'), release]);
      child.child.stdin?.end(JSON.stringify(known));
      expect(JSON.parse((await child).stdout)).toEqual([]);
      expect(known.length).toBeGreaterThan(10);
    });

    it('has nothing that KEDA does not know', () => {
      const classes = { ScaledObject, TriggerAuthentication };
      const scaled = items.filter(({ apiVersion }) => apiVersion.startsWith('keda.sh/'));
      for (const item of scaled) new classes[item.kind as keyof typeof classes](item as never).validate();
      expect(scaled.length).toBeGreaterThan(0);
    });

    it('runs every role, by settings that Seamline takes', () => {
      const roles = ofKind('Deployment').map(({ spec }) => {
        const env = spec.template.spec.containers[0]?.env.map(({ name, value }) => [name, value]) ?? [];
        return readConfig({ ...settings, ...(Object.fromEntries(env) as Record<string, string>) }).roles;
      });
      expect(roles.flat().toSorted()).toEqual([...roleNames].toSorted());
      for (const name of Object.keys(settings)) expect(environment.shape).toHaveProperty(name);
    });

    it('lets each role do no more than it must, asks for its health, and waits for its end', () => {
      const { shutdown } = readConfig(settings);
      for (const { spec } of ofKind('Deployment')) {
        const pod = spec.template.spec;
        expect(pod.terminationGracePeriodSeconds * 1_000).toBeGreaterThan(shutdown.timeoutMs);
        expect(shutdown.delayMs).toBeGreaterThan(pod.containers[0]!.readinessProbe.periodSeconds * 1_000);
        expect(pod.securityContext).toMatchObject({ runAsNonRoot: true });
        expect(pod.containers[0]).toMatchObject({
          image: 'seamline:0.1.0',
          securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
          livenessProbe: { httpGet: { path: '/health/live' } },
          readinessProbe: { httpGet: { path: '/health/ready' } },
          resources: { requests: { cpu: expect.anything(), memory: expect.anything() } },
        });
      }
    });

    it('has services and disruption budgets whose pods and ports are there', () => {
      const pods = ofKind('Deployment').map(({ spec }) => spec.template);
      const matching = (labels: object) =>
        pods.filter((pod) =>
          Object.entries(labels).every(([key, value]) => pod.metadata.labels[key] === value),
        );
      for (const { spec } of ofKind('Service')) {
        const [pod, ...others] = matching(spec.selector);
        expect(others).toEqual([]);
        const ports = pod?.spec.containers[0]?.ports.map(({ name }) => name);
        for (const { targetPort } of spec.ports) expect(ports).toContain(targetPort);
      }
      const budgets = ofKind('PodDisruptionBudget');
      expect(budgets.map(({ spec }) => matching(spec.selector.matchLabels).length)).toEqual(
        pods.map(() => 1),
      );
    });

    it('scales by the lag of the groups that Seamline reads with', () => {
      const { transport } = readConfig(settings);
      const { images, predictions } = transport.topics;
      const groups = [images, predictions].map((topic) => `${transport.groupId}.${topic}`);
      const names = ofKind('ScaledObject').flatMap(({ spec }) =>
        spec.triggers.map(({ metadata }) => metadata['consumerGroup'] ?? metadata['subscriptionName'] ?? ''),
      );
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) expect(groups).toContain(name.split('/').at(-1));
    });
  });

  it('shows a secret of settings only', async () => {
    const [secret] = itemsOf(await readFile(join(overlays, 'secret.example.yaml'), 'utf8'));
    expect(() => readConfig({ ...secret?.stringData })).not.toThrow();
    for (const name of Object.keys(secret?.stringData ?? {})) expect(environment.shape).toHaveProperty(name);
  });
});
