import type { V1Probe } from '@kubernetes/client-node';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { podOverrides } from '../../../../reconcile/abi/pod-overrides.ts';
import { containerPortNumbers, openPorts, servicePorts } from '../../../../templates/abi/container-ports.ts';
import { gpuDemand } from '../../../../templates/abi/gpu-demand.ts';
import { probes } from '../../../../templates/abi/probes.ts';
import { ABI_SERVER } from '../../../../templates/abi/server-facts.ts';
import { specOf } from '../instance-model.ts';

/** A port of the Services. */
export interface OpenPort {
  readonly name: string;
  readonly port: number;
  readonly containerPort: number;
}

/** What features open and close: ports, how health is asked for, GPUs. */
export interface Exposure {
  readonly ports: readonly OpenPort[];
  /** By kind of probe: `GET /health on http`. */
  readonly probes: Readonly<Record<'liveness' | 'readiness' | 'startup', string>>;
  /** `1 nvidia.com/gpu` of each pod; absent where there is none. */
  readonly gpu?: string;
}

function probeText(probe: V1Probe | undefined): string {
  if (probe?.httpGet !== undefined) return `GET ${probe.httpGet.path ?? '/'} on ${String(probe.httpGet.port)}`;
  return probe?.tcpSocket === undefined ? 'none' : `TCP connection to ${String(probe.tcpSocket.port)}`;
}

/** What the features of an instance open; undefined where its spec does not fit the schema. */
export function exposureOf(instance: KubeObject): Exposure | undefined {
  const spec = specOf(instance);
  if (spec === undefined) return undefined;
  const read = podOverrides(instance);
  const { livenessPath, readinessPath } = ABI_SERVER;
  const overrides = 'overrides' in read ? read.overrides : { livenessPath, readinessPath };
  const { name, namespace = 'default' } = instance.metadata;
  const values = { name, namespace, spec, workload: 'Deployment', replicas: 1, ownerPath: '', secretChecksums: {}, overrides } as const;
  const { livenessProbe, readinessProbe, startupProbe } = probes(values);
  const [outside, inside] = [servicePorts(spec), containerPortNumbers(spec)];
  const gpu = gpuDemand(spec);
  return {
    ports: openPorts(spec).map((port) => ({ name: port, port: outside[port], containerPort: inside[port] })),
    probes: { liveness: probeText(livenessProbe), readiness: probeText(readinessProbe), startup: probeText(startupProbe) },
    ...(gpu !== undefined && { gpu: `${gpu.count} ${gpu.resourceName}` }),
  };
}

function portText({ name, port }: OpenPort): string {
  return `port ${name} (${port})`;
}

/** What appears, vanishes or becomes another between two exposures, line by line. */
export function exposureChanges(before: Exposure | undefined, after: Exposure | undefined): readonly string[] {
  if (before === undefined || after === undefined) return [];
  const had = new Set(before.ports.map(portText));
  const has = new Set(after.ports.map(portText));
  const kinds = ['liveness', 'readiness', 'startup'] as const;
  return [
    ...[...had].filter((text) => !has.has(text)).map((text) => `${text} vanishes from the Services`),
    ...[...has].filter((text) => !had.has(text)).map((text) => `${text} appears on the Services`),
    ...kinds
      .filter((kind) => before.probes[kind] !== after.probes[kind])
      .map((kind) => `${kind} probe: ${before.probes[kind]} → ${after.probes[kind]}`),
    ...(before.gpu === after.gpu ? [] : [`GPUs of each pod: ${before.gpu ?? 'none'} → ${after.gpu ?? 'none'}`]),
  ];
}
