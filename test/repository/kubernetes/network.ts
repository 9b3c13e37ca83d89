type Labels = Readonly<Record<string, string>>;

interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { key: string; operator: string; values: readonly string[] }[];
}

interface Peer {
  readonly namespaceSelector?: Selector;
  readonly podSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string };
}

interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port?: number | string; readonly protocol?: string }[];
}

export interface NetworkPolicy {
  readonly podSelector: Selector;
  readonly policyTypes: readonly string[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

const fits = ({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
  matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''));

const ofPod = (policies: readonly NetworkPolicy[], pod: Labels) =>
  policies.filter(({ podSelector }) => fits(podSelector, pod));

const sorted = (texts: readonly string[]): string[] => [...new Set(texts)].toSorted();

/** The directions in which the pod may do nothing that a policy does not name. */
export const limits = (policies: readonly NetworkPolicy[], pod: Labels): string[] =>
  sorted(ofPod(policies, pod).flatMap(({ policyTypes }) => policyTypes));

/** The ports that a namespace with these labels reaches at a pod with those. */
export function portsFrom(policies: readonly NetworkPolicy[], namespace: Labels, pod: Labels): string[] {
  const rules = ofPod(policies, pod).flatMap(({ ingress = [] }) => ingress);
  const open = rules.filter(({ from = [{}] }) =>
    from.some(({ namespaceSelector = {} }) => fits(namespaceSelector, namespace)),
  );
  return sorted(open.flatMap(({ ports = [{ port: 'any' }] }) => ports.map(({ port }) => String(port))));
}

/** Where a pod with these labels may connect to, as `namespace or address:port`; `any` for whatever is not limited. */
export function placesOf(policies: readonly NetworkPolicy[], pod: Labels): string[] {
  const rules = ofPod(policies, pod).flatMap(({ egress = [] }) => egress);
  const places = rules.flatMap(({ to = [{}], ports = [{ port: 'any' }] }) =>
    to.flatMap((peer) => ports.map(({ port }) => `${placeOf(peer)}:${port}`)),
  );
  return sorted(places);
}

const placeOf = ({ namespaceSelector, ipBlock }: Peer): string =>
  ipBlock?.cidr ?? namespaceSelector?.matchLabels?.['kubernetes.io/metadata.name'] ?? 'any';
