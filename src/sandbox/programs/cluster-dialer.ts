import type { Duplex } from 'node:stream';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';
import type { PodRuntime } from './pod-runtime.ts';
import type { Endpoint, EndpointSlice, PodShape, ServiceSpec } from './service-shapes.ts';
import { createStorageIndex } from './storage-index.ts';

/** A pod that stands behind a Service, and the port it serves on. */
export interface Backend {
  readonly address: string;
  readonly port: number;
}

/** Connections inside the cluster: what kube-proxy and the cluster's DNS do. */
export interface ClusterDialer {
  /**
   * Connects as a pod of `namespace` does. `host`: `service`, `service.ns`, `service.ns.svc`, `service.ns.svc.cluster.local`, `pod.service.ns…`
   * of a headless Service, a cluster IP or a pod IP. Rejects with an Error whose `code` is ENOTFOUND or ECONNREFUSED.
   */
  connect(namespace: string, host: string, port: number): Promise<Duplex>;
  /** The ready endpoints of a Service for the port of that name (`''` for the unnamed one), from its EndpointSlices. */
  backends(namespace: string, service: string, portName: string): readonly Backend[];
  /** Connects to a port of a pod; undefined where nobody listens. Of several containers the first that listens is taken. */
  dialPod(namespace: string, pod: string, port: number): Duplex | undefined;
  /** Connects to a pod by its address. */
  dialAddress(address: string, port: number): Duplex | undefined;
  /** Stops following the storage. */
  close(): void;
}

const DOMAIN = ['svc', 'cluster', 'local'];
const ADDRESS = /^(\d{1,3}\.){3}\d{1,3}$|:/;

function networkError(code: 'ENOTFOUND' | 'ECONNREFUSED', host: string, port: number): Error {
  const message = code === 'ENOTFOUND' ? `getaddrinfo ENOTFOUND ${host}` : `connect ECONNREFUSED ${host}:${String(port)}`;
  return Object.assign(new Error(message), { code, ...(code === 'ENOTFOUND' ? { hostname: host } : { address: host, port }) });
}

function addressesOf(object: KubeObject): readonly string[] {
  const { status, spec } = object as PodShape;
  // A pod that is over has left its address, and somebody else may have it.
  if (status?.phase === 'Succeeded' || status?.phase === 'Failed' || spec === undefined) return [];
  return [...new Set([status?.podIP, ...(status?.podIPs ?? []).map(({ ip }) => ip)])].filter(
    (ip) => ip !== undefined && ip !== '',
  ) as string[];
}

function serviceAddresses(object: KubeObject): readonly string[] {
  const { clusterIP, clusterIPs = [] } = (object['spec'] ?? {}) as ServiceSpec;
  return [...new Set([clusterIP, ...clusterIPs])].filter((ip) => ip !== undefined && ip !== '' && ip !== 'None') as string[];
}

function sliceOwner({ metadata }: KubeObject): readonly string[] {
  const service = metadata.labels?.['kubernetes.io/service-name'];
  return service === undefined ? [] : [`${metadata.namespace ?? ''}/${service}`];
}

/** Reads a name as the resolver of a pod does; gives the labels in front of `svc.cluster.local`. */
function nameParts(
  host: string,
  namespace: string,
): { readonly service: string; readonly namespace: string; readonly pod?: string } | undefined {
  const labels = host.replace(/\.$/, '').toLowerCase().split('.');
  const at = labels.lastIndexOf('svc');
  const written = at > 0 && labels.slice(at).every((label, index) => label === DOMAIN[index]) ? labels.slice(0, at) : labels;
  const [first = '', second, third] = written;
  if (written.length > 3 || first === '') return undefined;
  if (second === undefined) return { service: first, namespace };
  return third === undefined ? { service: first, namespace: second } : { pod: first, service: second, namespace: third };
}

/** Follows Services, EndpointSlices and Pods of the storage, and reaches what runs in the pods. */
export function clusterDialer({ storage, pods }: { readonly storage: ObjectStorage; readonly pods: () => PodRuntime }): ClusterDialer {
  const slices = createStorageIndex(storage, 'endpointslices.discovery.k8s.io', sliceOwner);
  const podsByAddress = createStorageIndex(storage, 'pods', addressesOf);
  const servicesByAddress = createStorageIndex(storage, 'services', serviceAddresses);

  const dialPod: ClusterDialer['dialPod'] = (namespace, pod, port) => {
    for (const container of pods().containers(namespace, pod)) {
      const connection = container.running ? container.dial(port) : undefined;
      if (connection !== undefined) return connection;
    }
    return undefined;
  };
  const dialAddress: ClusterDialer['dialAddress'] = (address, port) => {
    for (const { metadata } of podsByAddress.find(address)) {
      const connection = dialPod(metadata.namespace ?? '', metadata.name, port);
      if (connection !== undefined) return connection;
    }
    return undefined;
  };
  const endpoints = (namespace: string, service: string): { readonly slice: EndpointSlice; readonly endpoint: Endpoint }[] =>
    slices.find(`${namespace}/${service}`).flatMap((object) => {
      const slice = object as EndpointSlice;
      // `ready` absent means: take it for ready (discovery.k8s.io/v1, EndpointConditions).
      const ready = (slice.endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
      return ready.map((endpoint) => ({ slice, endpoint }));
    });
  const backends: ClusterDialer['backends'] = (namespace, service, portName) =>
    endpoints(namespace, service).flatMap(({ slice, endpoint }) => {
      const found = (slice.ports ?? []).find(({ name = '' }) => name === portName)?.port;
      return found === undefined ? [] : endpoint.addresses.map((address) => ({ address, port: found }));
    });
  const throughService = (service: KubeObject, host: string, port: number): Duplex => {
    const { metadata } = service;
    const { ports = [] } = (service['spec'] ?? {}) as ServiceSpec;
    const name = ports.find((candidate) => candidate.port === port)?.name ?? '';
    const listed = ports.some((candidate) => candidate.port === port);
    for (const backend of listed ? backends(metadata.namespace ?? '', metadata.name, name) : []) {
      const connection = dialAddress(backend.address, backend.port);
      if (connection !== undefined) return connection;
    }
    throw networkError('ECONNREFUSED', host, port);
  };
  const direct = (address: string, host: string, port: number): Duplex => {
    const connection = dialAddress(address, port);
    if (connection === undefined) throw networkError('ECONNREFUSED', host, port);
    return connection;
  };
  const isHeadless = (service: KubeObject): boolean => ((service['spec'] ?? {}) as ServiceSpec).clusterIP === 'None';
  /** The addresses that DNS gives for a headless Service, or for one pod of it. */
  const headlessAddresses = (namespace: string, service: string, pod: string | undefined): readonly string[] =>
    endpoints(namespace, service)
      .filter(({ endpoint }) => pod === undefined || endpoint.hostname === pod || endpoint.targetRef?.name === pod)
      .flatMap(({ endpoint }) => endpoint.addresses);

  const connect = (namespace: string, host: string, port: number): Duplex => {
    if (ADDRESS.test(host)) {
      const [service] = servicesByAddress.find(host);
      return service === undefined ? direct(host, host, port) : throughService(service, host, port);
    }
    const parts = nameParts(host, namespace);
    const service = parts && storage.get('services', { namespace: parts.namespace, name: parts.service });
    if (parts === undefined || service === undefined) throw networkError('ENOTFOUND', host, port);
    if (parts.pod === undefined && !isHeadless(service)) return throughService(service, host, port);
    // A headless Service is only a name for its pods: the port is the pod's own.
    const [address] = headlessAddresses(parts.namespace, parts.service, parts.pod);
    if (address === undefined) throw networkError('ENOTFOUND', host, port);
    return direct(address, host, port);
  };
  return {
    backends,
    dialPod,
    dialAddress,
    connect: async (namespace, host, port) => connect(namespace, host, port),
    close: () => {
      for (const index of [slices, podsByAddress, servicesByAddress]) index.close();
    },
  };
}
