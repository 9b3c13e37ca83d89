interface SecurityContext {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly seccompProfile?: { readonly type: string };
  readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  readonly procMount?: string;
  readonly seLinuxOptions?: object;
  readonly windowsOptions?: object;
  readonly appArmorProfile?: object;
  readonly sysctls?: readonly object[];
}

interface PodContainer {
  readonly name: string;
  readonly securityContext?: SecurityContext;
  readonly ports?: readonly { readonly hostPort?: number }[];
}

/** A pod as far as Kubernetes' pod security standards look at it. */
export interface Pod {
  readonly containers: readonly PodContainer[];
  readonly initContainers?: readonly PodContainer[];
  readonly securityContext?: SecurityContext;
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
}

const volumeTypes = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

/**
 * What the pod does that the profile `restricted` forbids; empty for one that the namespace's admission takes. Stricter
 * in options of SELinux, AppArmor, sysctls and /proc, of which the profile allows some: here there are none.
 */
export function restrictedViolations(pod: Pod): string[] {
  const { hostNetwork, hostPID, hostIPC, volumes = [] } = pod;
  const ofVolumes = volumes
    .flatMap((volume) => Object.keys(volume))
    .filter((key) => key !== 'name' && !volumeTypes.includes(key));
  const containers = [...(pod.initContainers ?? []), ...pod.containers];
  return [
    ...(hostNetwork || hostPID || hostIPC ? ['a namespace of the host'] : []),
    ...ofVolumes.map((type) => `a volume of type ${type}`),
    ...containers.flatMap((each) =>
      ofContainer(each, pod.securityContext).map((text) => `${each.name}: ${text}`),
    ),
  ];
}

function ofContainer({ ports = [], securityContext }: PodContainer, ofPod: SecurityContext = {}): string[] {
  const own = { ...ofPod, ...securityContext };
  const { capabilities = {}, seccompProfile, privileged, procMount } = own;
  const rules: readonly (readonly [boolean, string])[] = [
    [privileged !== true, 'it is privileged'],
    [own.allowPrivilegeEscalation === false, 'allowPrivilegeEscalation is not false'],
    [own.runAsNonRoot === true && own.runAsUser !== 0, 'it may run as root'],
    [['RuntimeDefault', 'Localhost'].includes(seccompProfile?.type ?? ''), 'no seccomp profile'],
    [capabilities.drop?.includes('ALL') === true, 'capabilities are not dropped'],
    [(capabilities.add ?? []).every((name) => name === 'NET_BIND_SERVICE'), 'capabilities are added'],
    [ports.every(({ hostPort }) => !hostPort), 'a port of the host'],
    [
      procMount === undefined && !own.seLinuxOptions && !own.appArmorProfile && !own.sysctls,
      'options of the host',
    ],
    [!own.windowsOptions, 'options of Windows'],
  ];
  return rules.flatMap(([isKept, violation]) => (isKept ? [] : [violation]));
}
