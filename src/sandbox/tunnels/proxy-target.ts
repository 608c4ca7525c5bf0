import type { Duplex } from 'node:stream';
import { type ApiFailure, apiFailure } from '../failures/api-failure.ts';
import { badRequest } from '../failures/common-failures.ts';
import type { Backend, ClusterDialer } from '../programs/cluster-dialer.ts';
import type { ServiceSpec } from '../programs/service-shapes.ts';
import type { ResourceRequest } from '../requests/request-info.ts';
import { findPod, findService, type TunnelParts } from './pod-lookup.ts';

/** What proxies are made of. */
export interface ProxyParts extends TunnelParts {
  readonly dialer: Pick<ClusterDialer, 'backends' | 'dialAddress' | 'dialPod'>;
  /** In [0, 1): chooses among the endpoints of a Service. */
  readonly random: () => number;
}

/** Where a proxy request goes. */
export interface ProxyTarget {
  readonly protocol: 'http:' | 'https:';
  /** For messages: `10.244.0.5:8080`. */
  readonly address: string;
  /** undefined: nobody listens. */
  dial(): Duplex | undefined;
}

/** 503 as the API server says it. */
export function serviceUnavailable(message: string): ApiFailure {
  return apiFailure(503, 'ServiceUnavailable', message);
}

interface Id {
  readonly protocol: 'http:' | 'https:';
  readonly name: string;
  readonly port: string;
}

/** Reads `name`, `name:port` or `scheme:name:port` (apimachinery, `SplitSchemeNamePort`). */
function readId(id: string, what: 'service' | 'pod'): Id {
  const parts = id.split(':');
  const [scheme, name, port] = parts.length < 3 ? ['', parts[0] ?? '', parts[1] ?? ''] : [parts[0] ?? '', parts[1] ?? '', parts[2] ?? ''];
  if (parts.length > 3 || name === '' || !['', 'http', 'https'].includes(scheme)) throw badRequest(`invalid ${what} request "${id}"`);
  return { protocol: scheme === 'https' ? 'https:' : 'http:', name, port };
}

/** `one` of the given, by chance. */
function anyOf<T>(values: readonly T[], random: () => number): T | undefined {
  return values[Math.floor(random() * values.length)];
}

function serviceTarget(parts: ProxyParts, namespace: string, id: string): ProxyTarget {
  const { protocol, name, port } = readId(id, 'service');
  const service = findService(parts, { namespace, name });
  let portName = port;
  if (/^\d+$/.test(port)) {
    const listed = (((service['spec'] ?? {}) as ServiceSpec).ports ?? []).find((candidate) => candidate.port === Number(port));
    if (listed === undefined) throw serviceUnavailable(`no service port ${String(Number(port))} found for service "${name}"`);
    portName = listed.name ?? '';
  }
  const backend: Backend | undefined = anyOf(parts.dialer.backends(namespace, name, portName), parts.random);
  if (backend === undefined)
    throw serviceUnavailable(`no endpoints available for service "${hasEndpoints(parts, namespace, name, service) ? id : name}"`);
  return {
    protocol,
    address: `${backend.address}:${String(backend.port)}`,
    dial: () => parts.dialer.dialAddress(backend.address, backend.port),
  };
}

/** Whether the Service has endpoints at all: then it is the port that is missing, and the message names the whole id. */
function hasEndpoints(parts: ProxyParts, namespace: string, name: string, service: Readonly<Record<string, unknown>>): boolean {
  const { ports = [] } = (service['spec'] ?? {}) as ServiceSpec;
  return ports.some((port) => parts.dialer.backends(namespace, name, port.name ?? '').length > 0);
}

function podTarget(parts: ProxyParts, namespace: string, id: string): ProxyTarget {
  const { protocol, name, port } = readId(id, 'pod');
  const pod = findPod(parts, { namespace, name });
  const address = pod.status?.podIP ?? '';
  if (address === '') throw badRequest('address not allowed');
  const declared = (pod.spec?.containers ?? []).flatMap(({ ports = [] }) => ports)[0]?.containerPort ?? 80;
  const number = port === '' ? declared : Number(port);
  return {
    protocol,
    address: `${address}:${String(port === '' ? number : port)}`,
    dial: () => parts.dialer.dialPod(namespace, name, number),
  };
}

/** Finds where a request to `services/…/proxy` or `pods/…/proxy` goes. Throws 400, 404 and 503 as the API server does. */
export function proxyTarget(parts: ProxyParts, { plural, namespace = '', name = '' }: ResourceRequest): ProxyTarget {
  return plural === 'services' ? serviceTarget(parts, namespace, name) : podTarget(parts, namespace, name);
}
