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
import { limits, type NetworkPolicy, placesOf, portsFrom } from './kubernetes/network.js';
import { type Pod, restrictedViolations } from './kubernetes/restricted.js';

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
    readonly triggers: readonly {
      readonly metadata: Readonly<Record<string, string>>;
      readonly authenticationRef: { readonly name: string };
    }[];
    readonly secretTargetRef: readonly Readonly<Record<'parameter' | 'name' | 'key', string>>[];
  };
}

const tools = await ifAvailable(async () => ({
  kustomize: await goProgram('kustomize', 'sigs.k8s.io/kustomize/kustomize/v5@v5.8.1'),
  python: join(await prepareVenv(join(here, 'kubernetes')), 'python'),
}));

const itemsOf = (yaml: string) => parseAllDocuments(yaml).map((document) => document.toJS() as Item);

async function mistakesIn(objects: readonly Item[], python: string): Promise<unknown> {
  const child = run(python, [join(here, 'kubernetes/validate.py'), release]);
  child.child.stdin?.end(JSON.stringify(objects));
  return JSON.parse((await child).stdout);
}

withServer('The Kubernetes manifests', tools, ({ kustomize, python }) => {
  const onEnd = onSuiteFinished();
  describe.each(['kafka', 'pubsub'])('deploy/kubernetes/%s', async (overlay) => {
    const { stdout } = await run(kustomize, ['build', join(overlays, overlay)]);
    const items = itemsOf(stdout);
    const ofKind = (kind: string) => items.filter((item) => item.kind === kind);
    const { file } = await keyFile(onEnd);
    // The file of keys is mounted from a secret that whoever deploys makes.
    const settings: Readonly<Record<string, string>> = {
      ...ofKind('ConfigMap')[0]?.data,
      API_KEYS_FILE: file,
    };
    const policies = ofKind('NetworkPolicy').map(({ spec }) => spec as unknown as NetworkPolicy);
    const podsOf = (role: string) =>
      ofKind('Deployment').find(({ metadata }) => metadata.name === role)?.spec.template.metadata.labels ??
      {};

    it(`has nothing that Kubernetes ${release} does not know`, { timeout: 60_000 }, async () => {
      const known = items.filter(({ apiVersion }) => !apiVersion.startsWith('keda.sh/'));
      expect(await mistakesIn(known, python)).toEqual([]);
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

    it('runs no pod that the profile restricted of Kubernetes refuses, and its namespace asks for that profile', () => {
      const pods = items.filter(({ spec }) => spec?.template?.spec?.containers !== undefined);
      expect(pods).toHaveLength(3);
      for (const { metadata, spec } of pods)
        expect(restrictedViolations(spec.template.spec as unknown as Pod), metadata.name).toEqual([]);
      expect(ofKind('Namespace')[0]?.metadata.labels).toMatchObject({
        'pod-security.kubernetes.io/enforce': 'restricted',
      });
    });

    it('gives every role the database, where it is decided what serves', async () => {
      const [secret] = itemsOf(await readFile(join(overlays, 'secret.example.yaml'), 'utf8'));
      expect(secret?.stringData).toHaveProperty('DATABASE_URL');
      for (const { metadata, spec } of ofKind('Deployment')) {
        const { name } = secret!.metadata;
        expect(spec.template.spec.containers[0]?.['envFrom']).toContainEqual({ secretRef: { name } });
        expect(placesOf(policies, podsOf(metadata.name))).toContain('any:5432');
      }
    });

    it('lets in only namespaces that carry the label for it, each to the ports that it needs', () => {
      const reach = (label: string, component: string) =>
        portsFrom(policies, { [label]: 'true' }, podsOf(component));
      expect(reach('seamline-callers', 'api')).toEqual(['http']);
      expect(reach('seamline-callers', 'classifier')).toEqual(['grpc', 'http']);
      expect(reach('seamline-callers', 'results')).toEqual([]);
      for (const role of ['api', 'classifier', 'results']) {
        expect(reach('seamline-metrics', role)).toEqual(['http']);
        expect(portsFrom(policies, {}, podsOf(role))).toEqual([]);
        expect(limits(policies, podsOf(role))).toEqual(['Egress', 'Ingress']);
      }
    });

    it('lets out only to names, the database and the broker', () => {
      const broker =
        overlay === 'kafka'
          ? [`kafka:${settings['KAFKA_BROKERS']?.split(':')[1]}`]
          : ['169.254.169.252/32:988', '169.254.169.254/32:80', 'any:443'];
      for (const role of ['api', 'classifier', 'results'])
        expect(placesOf(policies, podsOf(role))).toEqual(
          [...broker, 'any:5432', 'kube-system:53'].toSorted(),
        );
    });

    it('leaves the number of pods to the autoscalers', () => {
      const scaled = [...ofKind('ScaledObject'), ...ofKind('HorizontalPodAutoscaler')];
      expect(scaled.map(({ spec }) => spec.scaleTargetRef.name)).toEqual(
        expect.arrayContaining(['api', 'classifier']),
      );
      for (const { metadata, spec } of ofKind('Deployment'))
        expect(spec, metadata.name).not.toHaveProperty('replicas');
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
      const { images, predictions, inference } = transport.topics;
      const groups = [images, inference, predictions].map((topic) => `${transport.groupId}.${topic}`);
      const names = ofKind('ScaledObject').flatMap(({ spec }) =>
        spec.triggers.map(({ metadata }) => metadata['consumerGroup'] ?? metadata['subscriptionName'] ?? ''),
      );
      const scaled = overlay === 'kafka' ? groups : groups.slice(0, 2);
      expect(names.map((name) => name.split('/').at(-1))).toEqual(scaled);
    });

    if (overlay === 'pubsub') return;
    it('asks Kafka for the lag as Seamline itself connects', async () => {
      const [secret] = itemsOf(await readFile(join(overlays, 'secret.example.yaml'), 'utf8'));
      const { drivers } = readConfig({ ...settings, ...secret?.stringData });
      const { brokers, ssl, sasl } = drivers.kafka;
      const triggers = ofKind('ScaledObject').flatMap(({ spec }) => spec.triggers);
      for (const { metadata, authenticationRef } of triggers) {
        expect(metadata).toMatchObject({
          bootstrapServers: brokers.join(','),
          tls: ssl ? 'enable' : 'disable',
          sasl: sasl?.mechanism.replaceAll('-', '_').replace('sha_', 'sha'),
        });
        const login = ofKind('TriggerAuthentication').find(
          ({ metadata: { name } }) => name === authenticationRef.name,
        );
        const given = login?.spec.secretTargetRef.map(({ parameter, name, key }) => [parameter, name, key]);
        expect(given).toEqual([
          ['username', secret?.metadata.name, 'KAFKA_SASL_USERNAME'],
          ['password', secret?.metadata.name, 'KAFKA_SASL_PASSWORD'],
        ]);
      }
    });
  });

  it('has files to apply by themselves that Kubernetes knows', { timeout: 60_000 }, async () => {
    const texts = ['https-egress.yaml', 'secret.example.yaml'].map((name) =>
      readFile(join(overlays, name), 'utf8'),
    );
    expect(await mistakesIn((await Promise.all(texts)).flatMap(itemsOf), python)).toEqual([]);
  });

  it('notices a pod that the profile restricted refuses', () => {
    const pod = {
      containers: [{ name: 'open', ports: [{ hostPort: 80 }] }],
      volumes: [{ name: 'v', hostPath: {} }],
    };
    expect(restrictedViolations(pod)).toEqual([
      'a volume of type hostPath',
      'open: allowPrivilegeEscalation is not false',
      'open: it may run as root',
      'open: no seccomp profile',
      'open: capabilities are not dropped',
      'open: a port of the host',
    ]);
  });

  it('shows a secret of settings only', async () => {
    const [secret] = itemsOf(await readFile(join(overlays, 'secret.example.yaml'), 'utf8'));
    expect(() => readConfig({ ...secret?.stringData })).not.toThrow();
    for (const name of Object.keys(secret?.stringData ?? {})) expect(environment.shape).toHaveProperty(name);
  });
});
