import type { KubeApi } from '../../src/cluster/kube-api.ts';
import type { ResourceType } from '../../src/kernel/resource-type.ts';
import type { EndpointSlice } from '../../src/sandbox/programs/service-shapes.ts';

const ENDPOINT_SLICE: ResourceType = {
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  scope: 'Namespaced',
};
const SERVICE: ResourceType = { group: '', version: 'v1', kind: 'Service', plural: 'services', scope: 'Namespaced' };

/** A pod behind a port of a Service. */
export interface PodEndpoint {
  readonly pod: string;
  readonly address: string;
  readonly port: number;
  readonly ready: boolean;
}

/** The pods behind one port of a Service, as they come and go. */
export interface ServiceEndpoints {
  readonly namespace: string;
  readonly service: string;
  /** The number of the Service's port. */
  readonly port: number;
}

function endpointsOf(slices: readonly EndpointSlice[], portName: string): readonly PodEndpoint[] {
  return slices.flatMap(({ ports, endpoints }) =>
    (ports ?? [])
      .filter(({ name = '' }) => name === portName)
      .flatMap(({ port = 0 }) =>
        (endpoints ?? []).map(({ addresses, conditions, targetRef }) => ({
          pod: targetRef?.name ?? '',
          address: addresses[0] ?? '',
          port,
          ready: conditions?.ready !== false,
        })),
      ),
  );
}

/** Watches the pods behind a port of a Service, which need not be there yet. Ends with the signal. */
export async function watchEndpoints(
  api: Pick<KubeApi, 'get' | 'watch'>,
  { namespace, service, port }: ServiceEndpoints,
  signal: AbortSignal,
  onChange: (endpoints: readonly PodEndpoint[]) => Promise<void>,
): Promise<void> {
  const slices = new Map<string, EndpointSlice>();
  const labelSelector = `kubernetes.io/service-name=${service}`;
  while (!signal.aborted) {
    slices.clear();
    try {
      for await (const event of api.watch(ENDPOINT_SLICE, { namespace, labelSelector, sendInitialEvents: true, signal })) {
        if (event.type === 'BOOKMARK') continue;
        const slice = event.object as EndpointSlice;
        if (event.type === 'DELETED') slices.delete(slice.metadata.name);
        else slices.set(slice.metadata.name, slice);
        const object = await api.get(SERVICE, { namespace, name: service }).catch(() => undefined);
        const ports = (object?.['spec'] as { readonly ports?: readonly { readonly name?: string; readonly port: number }[] })?.ports ?? [];
        const listed = ports.find((candidate) => candidate.port === port);
        if (listed !== undefined) await onChange(endpointsOf([...slices.values()], listed.name ?? ''));
      }
    } catch (error) {
      if (signal.aborted) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (!(error instanceof Error)) throw error;
    }
  }
}
