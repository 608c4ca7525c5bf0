import { isJsonObject } from '../../../../kernel/json.ts';
import type { JsonObject } from '../../../../kernel/json.ts';
import type { Manifest } from '../../../../kernel/kube-object.ts';
import { TENANT_LABEL } from '../../../../templates/neurallog/metadata.ts';
import { tenantNames } from '../../../../templates/neurallog/names.ts';
import { NAMESPACE_NAME_LABEL } from '../../../../templates/neurallog/network-rule-peers.ts';
import type { NamedPort, PodEndpoint } from './simulate/endpoint.ts';
import type { Labels } from './simulate/label-selector.ts';
import { selects } from './simulate/label-selector.ts';
import type { Policy } from './simulate/policy.ts';
import { PROTOCOLS } from './simulate/port-set.ts';
import { readPolicy } from './simulate/read-policy.ts';

/** The label by which our templates say what a workload is for. */
const COMPONENT_LABEL = 'neurallog.io/component';

/** What runs in a namespace under one name, with the pods that it has; where it has none, as they would be. */
export interface Workload {
  readonly namespace: string;
  readonly name: string;
  /** `server`, `redis`; where nothing says it, the name. */
  readonly component: string;
  readonly pods: readonly PodEndpoint[];
}

/** The part of a cluster, or of manifests, that a simulation is about. */
export interface NetworkView {
  /** It is made from manifests: namespaces that they do not have may be there all the same. */
  readonly isOffline: boolean;
  readonly namespaces: ReadonlyMap<string, Labels>;
  readonly policies: readonly Policy[];
  readonly workloads: readonly Workload[];
  readonly pods: readonly PodEndpoint[];
}

const WORKLOADS: readonly string[] = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job'];

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, field) => (isJsonObject(inner) ? inner[field] : undefined), value);
}

function objectsAt(value: unknown, ...path: readonly string[]): readonly JsonObject[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.filter(isJsonObject) : [];
}

function textMap(value: unknown): Labels {
  return isJsonObject(value) ? Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)])) : {};
}

function namedPorts(podSpec: unknown): readonly NamedPort[] {
  return objectsAt(podSpec, 'containers').flatMap((container) =>
    objectsAt(container, 'ports').flatMap(({ name, containerPort, protocol = 'TCP' }): readonly NamedPort[] => {
      const known = PROTOCOLS.find((candidate) => candidate === protocol);
      return typeof name === 'string' && typeof containerPort === 'number' && known !== undefined
        ? [{ name, port: containerPort, protocol: known }]
        : [];
    }),
  );
}

function addressesOf(pod: Manifest): readonly string[] {
  const listed = objectsAt(pod, 'status', 'podIPs').flatMap(({ ip }) => (typeof ip === 'string' ? [ip] : []));
  const one = at(pod, 'status', 'podIP');
  return listed.length > 0 || typeof one !== 'string' || one === '' ? listed : [one];
}

/** Whether a pod still takes and makes connections. */
function isAlive(pod: Manifest): boolean {
  const phase = at(pod, 'status', 'phase');
  return phase !== 'Succeeded' && phase !== 'Failed';
}

/**
 * What objects and manifests of any kinds say about who may talk to whom. `namespace` stands in where one names none. A namespace that
 * something lies in and that is not among them is taken to have the one label that Kubernetes gives it. Throws a CliError for a
 * NetworkPolicy that is none.
 */
export function networkView(objects: readonly Manifest[], namespace: string, isOffline = false): NetworkView {
  const placeOf = ({ metadata }: Manifest): string => metadata.namespace ?? namespace;
  const of = (...kinds: readonly string[]): readonly Manifest[] => objects.filter(({ kind }) => kinds.includes(kind));
  const inhabited = of('NetworkPolicy', 'Pod', ...WORKLOADS).map((object) => [placeOf(object), {}] as const);
  const declared = of('Namespace').map(({ metadata }) => [metadata.name, metadata.labels ?? {}] as const);
  const namespaces = new Map([...inhabited, ...declared].map(([name, labels]) => [name, { ...labels, [NAMESPACE_NAME_LABEL]: name }]));

  const endpoint = (object: Manifest, isOne: boolean, template: unknown, labels: Labels): PodEndpoint => ({
    is: 'pod',
    namespace: placeOf(object),
    name: object.metadata.name,
    labels,
    namespaceLabels: namespaces.get(placeOf(object)) ?? {},
    namedPorts: namedPorts(at(template, 'spec')),
    addresses: isOne ? addressesOf(object) : [],
    isOne,
    hostNetwork: at(template, 'spec', 'hostNetwork') === true,
  });
  const pods = of('Pod')
    .filter(isAlive)
    .map((pod) => endpoint(pod, true, pod, pod.metadata.labels ?? {}));
  const workloads = of(...WORKLOADS).flatMap((object): readonly Workload[] => {
    // What a Deployment or CronJob makes is told with it.
    if ((object.metadata.ownerReferences ?? []).some(({ controller, kind }) => controller === true && kind !== 'Tenant')) return [];
    const template = at(object, 'spec', 'template');
    const labels = textMap(at(template, 'metadata', 'labels'));
    const selector = at(object, 'spec', 'selector', 'matchLabels');
    const own = pods.filter(
      (pod) => pod.namespace === placeOf(object) && isJsonObject(selector) && selects({ matchLabels: textMap(selector) }, pod.labels),
    );
    const component = labels[COMPONENT_LABEL] ?? object.metadata.labels?.[COMPONENT_LABEL] ?? object.metadata.name;
    const { name } = object.metadata;
    // They stand for any of their like: what one may do with itself says nothing about the others.
    const like = own.map((pod) => ({ ...pod, isOne: false }));
    return [{ namespace: placeOf(object), name, component, pods: like.length > 0 ? like : [endpoint(object, false, template, labels)] }];
  });
  const policies = of('NetworkPolicy').map((policy) => readPolicy(policy, placeOf(policy)));
  return { isOffline, namespaces, policies, workloads, pods };
}

/** The labels of a namespace; from manifests one that they do not have is taken to have the one label that Kubernetes gives it. */
export function labelsOfNamespace({ isOffline, namespaces }: NetworkView, name: string): Labels | undefined {
  return namespaces.get(name) ?? (isOffline ? { [NAMESPACE_NAME_LABEL]: name } : undefined);
}

/** The namespace of a tenant, where the view has it. */
export function tenantNamespace(view: NetworkView, tenant: string): string | undefined {
  const name = tenantNames.namespace(tenant);
  return view.namespaces.get(name)?.[TENANT_LABEL] === tenant ? name : undefined;
}

/** The tenants of a view, by name. */
export function tenantsOf(view: NetworkView): readonly string[] {
  const tenants = [...view.namespaces.values()].flatMap((labels) => labels[TENANT_LABEL] ?? []);
  return [...new Set(tenants)].filter((tenant) => tenantNamespace(view, tenant) !== undefined).toSorted();
}
