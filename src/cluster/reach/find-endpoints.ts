import { isApiError, ApiError } from '../api-error.ts';
import type { KubeApi } from '../kube-api.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { SERVICE } from '../../kernel/builtin-types.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import type { ServicePort } from '../service-caller.ts';

const ENDPOINT_SLICE: ResourceType = {
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  scope: 'Namespaced',
};
const POD: ResourceType = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', scope: 'Namespaced' };

/** A port of a pod. */
export interface PodPort {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

interface PortSpec {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: number | string;
}

interface Service extends KubeObject {
  readonly spec?: {
    readonly type?: string;
    readonly externalName?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly PortSpec[];
  };
}

interface Slice extends KubeObject {
  readonly ports?: readonly { readonly name?: string; readonly port?: number }[] | null;
  readonly endpoints?:
    | readonly {
        readonly conditions?: { readonly ready?: boolean };
        readonly targetRef?: { readonly kind?: string; readonly name?: string };
      }[]
    | null;
}

interface Pod extends KubeObject {
  readonly spec?: {
    readonly containers?: readonly { readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[] }[];
  };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/**
 * The ready pods behind a port of a Service, each with the number of its own port. From the EndpointSlices, in which named ports are numbers
 * already; where those may not be listed, from the pods that the Service selects. Throws `NotFound` without the Service and
 * `ServiceUnavailable` without the port or a ready pod.
 */
export async function findEndpoints(
  api: Pick<KubeApi, 'get' | 'list'>,
  service: ServicePort,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<readonly PodPort[]> {
  const { namespace, name, port } = service;
  const object = (await api.get(SERVICE, { namespace, name }, options)) as Service;
  const spec = object.spec ?? {};
  if (spec.type === 'ExternalName') throw unavailable(`it is another name for ${spec.externalName ?? 'a host'} and has no pods`);
  const ports = spec.ports ?? [];
  const listed = ports.find((candidate) => candidate.port === port);
  if (listed === undefined) throw unavailable(`it has no port ${port}, but ${ports.map((each) => each.port).join(', ') || 'none'}`);
  const found = await fromSlices(api, service, listed.name ?? '', options).catch(async (error: unknown) => {
    if (!isApiError(error, 'Forbidden', 'NotFound')) throw error;
    return await fromPods(api, service, listed, spec.selector ?? {}, options);
  });
  if (found.length === 0) throw unavailable('it has no ready pod');
  return found;
}

function unavailable(message: string): ApiError {
  return new ApiError({ reason: 'ServiceUnavailable', message });
}

async function fromSlices(
  api: Pick<KubeApi, 'list'>,
  { namespace, name }: ServicePort,
  portName: string,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<readonly PodPort[]> {
  const { items } = await api.list(ENDPOINT_SLICE, { ...options, namespace, labelSelector: `kubernetes.io/service-name=${name}` });
  const found = (items as readonly Slice[]).flatMap((slice) =>
    (slice.ports ?? [])
      .filter((port) => (port.name ?? '') === portName)
      .flatMap(({ port }) =>
        (slice.endpoints ?? []).flatMap(({ conditions, targetRef }) =>
          port === undefined || conditions?.ready === false || targetRef?.kind !== 'Pod' || targetRef.name === undefined
            ? []
            : [{ namespace, pod: targetRef.name, port }],
        ),
      ),
  );
  // A pod with addresses of both families stands in two slices.
  return [...new Map(found.map((each) => [each.pod, each])).values()];
}

async function fromPods(
  api: Pick<KubeApi, 'list'>,
  { namespace }: ServicePort,
  listed: PortSpec,
  selector: Readonly<Record<string, string>>,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<readonly PodPort[]> {
  const labels = Object.entries(selector);
  if (labels.length === 0) return [];
  const labelSelector = labels.map(([key, value]) => `${key}=${value}`).join(',');
  const { items } = await api.list(POD, { ...options, namespace, labelSelector });
  return (items as readonly Pod[]).flatMap((pod) => {
    const port = containerPort(pod, listed);
    const isReady = pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
    return isReady && port !== undefined && pod.metadata.deletionTimestamp === undefined
      ? [{ namespace, pod: pod.metadata.name, port }]
      : [];
  });
}

function containerPort(pod: Pod, { port, targetPort = port }: PortSpec): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  const declared = (pod.spec?.containers ?? []).flatMap(({ ports = [] }) => ports);
  return declared.find(({ name }) => name === targetPort)?.containerPort;
}
