import type { KubeObject } from '../../../kernel/kube-object.ts';
import { parseQuantity } from '../../../kernel/quantity.ts';
import type { EnvSource, Pod, PodContainer } from '../framework/pod.ts';

/** The environment of a container, or what is missing for it: the type and name of an object and the kubelet's message. */
export type ResolvedEnvironment =
  | { readonly env: Readonly<Record<string, string>> }
  | { readonly missing: 'secrets' | 'configmaps'; readonly name: string; readonly message: string };

/** Finds a Secret or ConfigMap of the pod's namespace. */
export type FindSource = (resource: 'secrets' | 'configmaps', name: string) => KubeObject | undefined;

class MissingSource extends Error {
  readonly resource: 'secrets' | 'configmaps';
  readonly source: string;

  constructor(resource: 'secrets' | 'configmaps', source: string, message: string) {
    super(message);
    this.resource = resource;
    this.source = source;
  }
}

/** The texts in a Secret or ConfigMap by key. */
export function textsOf(resource: 'secrets' | 'configmaps', object: KubeObject): Readonly<Record<string, string>> {
  const data = (object['data'] ?? {}) as Readonly<Record<string, string>>;
  if (resource === 'configmaps') return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]));
}

/** The value at a path of the downward API; undefined for one that does not exist. */
export function fieldOfPod(pod: Pod, path: string): string | undefined {
  const [, map, key] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? [];
  if (key !== undefined) return (map === 'labels' ? pod.metadata.labels : pod.metadata.annotations)?.[key] ?? '';
  const { name, namespace, uid } = pod.metadata;
  const { podIP, hostIP } = pod.status ?? {};
  const fields: Readonly<Record<string, string | undefined>> = {
    'metadata.name': name,
    'metadata.namespace': namespace,
    'metadata.uid': uid,
    'spec.nodeName': pod.spec.nodeName,
    'spec.serviceAccountName': pod.spec.serviceAccountName ?? 'default',
    'status.podIP': podIP,
    'status.podIPs': podIP,
    'status.hostIP': hostIP,
    'status.hostIPs': hostIP,
  };
  return fields[path];
}

function resourceOf(pod: Pod, container: PodContainer, reference: NonNullable<EnvSource['resourceFieldRef']>): string {
  const named = reference.containerName;
  const of = named === undefined ? container : pod.spec.containers.find(({ name }) => name === named);
  const [kind, resource = ''] = reference.resource.split(/\.(.*)/s);
  const quantity = (kind === 'limits' ? of?.resources?.limits : of?.resources?.requests)?.[resource];
  const nano = quantity === undefined ? undefined : parseQuantity(quantity);
  return nano === undefined ? '0' : String((nano + 999_999_999n) / 1_000_000_000n);
}

/** Replaces `$(NAME)` by what is known; `$$` stands for one `$`; unknown names stay as they are. */
export function expandVariables(text: string, env: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\$|\$\(([^()]*)\)/g, (whole, name: string | undefined) => (name === undefined ? '$' : (env[name] ?? whole)));
}

/** Resolves the environment of a container (kubernetes, `makeEnvironmentVariables`): first `envFrom`, then `env` in its order. */
export function resolveEnvironment(container: PodContainer, pod: Pod, find: FindSource): ResolvedEnvironment {
  const env: Record<string, string> = {};
  const source = (resource: 'secrets' | 'configmaps', name: string, optional = false): Readonly<Record<string, string>> | undefined => {
    const object = find(resource, name);
    if (object !== undefined) return textsOf(resource, object);
    if (optional) return undefined;
    throw new MissingSource(resource, name, `${resource === 'secrets' ? 'secret' : 'configmap'} "${name}" not found`);
  };
  const keyed = (resource: 'secrets' | 'configmaps', reference: { name: string; key: string; optional?: boolean }): string | undefined => {
    const texts = source(resource, reference.name, reference.optional);
    const text = texts?.[reference.key];
    if (text !== undefined || reference.optional === true) return text;
    const kind = resource === 'secrets' ? 'Secret' : 'ConfigMap';
    const where = `${pod.metadata.namespace ?? ''}/${reference.name}`;
    throw new MissingSource(resource, reference.name, `couldn't find key ${reference.key} in ${kind} ${where}`);
  };
  const valueOf = (from: EnvSource): string | undefined => {
    if (from.secretKeyRef !== undefined) return keyed('secrets', from.secretKeyRef);
    if (from.configMapKeyRef !== undefined) return keyed('configmaps', from.configMapKeyRef);
    if (from.fieldRef !== undefined) return fieldOfPod(pod, from.fieldRef.fieldPath) ?? '';
    return from.resourceFieldRef === undefined ? undefined : resourceOf(pod, container, from.resourceFieldRef);
  };
  try {
    for (const { prefix = '', secretRef, configMapRef } of container.envFrom ?? []) {
      const reference = secretRef ?? configMapRef;
      if (reference === undefined) continue;
      const texts = source(secretRef === undefined ? 'configmaps' : 'secrets', reference.name, reference.optional);
      for (const [key, value] of Object.entries(texts ?? {})) env[prefix + key] = value;
    }
    for (const { name, value, valueFrom } of container.env ?? []) {
      const resolved = valueFrom === undefined ? expandVariables(value ?? '', env) : valueOf(valueFrom);
      if (resolved !== undefined) env[name] = resolved;
    }
    return { env };
  } catch (error) {
    if (!(error instanceof MissingSource)) throw error;
    return { missing: error.resource, name: error.source, message: error.message };
  }
}
