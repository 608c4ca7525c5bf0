import type { Pod } from '../framework/pod.ts';
import { isReady, isTerminal, isTerminating } from '../framework/pod-facts.ts';
import type { Service, ServicePort } from './service.ts';

/** A port as endpoints have it. */
export interface EndpointPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
}

/** The port of a pod behind a port of a Service; undefined where the pod has none of that name. */
export function podPort(pod: Pod, { port, targetPort = port, protocol = 'TCP' }: ServicePort): number | undefined {
  if (typeof targetPort === 'number') return targetPort === 0 ? port : targetPort;
  for (const container of pod.spec.containers)
    for (const candidate of container.ports ?? [])
      if (candidate.name === targetPort && (candidate.protocol ?? 'TCP') === protocol) return candidate.containerPort;
  return undefined;
}

function portsOf(service: Service, pod: Pod): readonly EndpointPort[] {
  return (service.spec.ports ?? []).flatMap((port) => {
    const number = podPort(pod, port);
    return number === undefined ? [] : [{ name: port.name ?? '', port: number, protocol: port.protocol ?? 'TCP' }];
  });
}

/** The pods that count as endpoints, in groups that serve on the same ports. */
export function endpointGroups(
  service: Service,
  pods: readonly Pod[],
): readonly { ports: readonly EndpointPort[]; pods: readonly Pod[] }[] {
  const groups = new Map<string, { ports: readonly EndpointPort[]; pods: Pod[] }>();
  for (const pod of pods) {
    if (pod.status?.podIP === undefined || isTerminal(pod)) continue;
    const ports = portsOf(service, pod);
    const id = JSON.stringify(ports);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, { ports, pods: [pod] });
    else group.pods.push(pod);
  }
  return [...groups.values()];
}

function targetRef({ metadata: { name, namespace, uid } }: Pod): object {
  return { kind: 'Pod', name, namespace, uid };
}

function hostname(service: Service, { spec }: Pod): object {
  return spec.hostname !== undefined && spec.subdomain === service.metadata.name ? { hostname: spec.hostname } : {};
}

/** An entry of an EndpointSlice. */
export function sliceEndpoint(service: Service, pod: Pod): object {
  const terminating = isTerminating(pod);
  const serving = isReady(pod);
  const ready = (serving && !terminating) || service.spec.publishNotReadyAddresses === true;
  const { nodeName } = pod.spec;
  return {
    addresses: [pod.status?.podIP],
    conditions: { ready, serving, terminating },
    ...hostname(service, pod),
    ...(nodeName === undefined ? {} : { nodeName }),
    targetRef: targetRef(pod),
  };
}

/** `subsets` of the older Endpoints; pods on their way out are not there. */
export function endpointSubsets(service: Service, pods: readonly Pod[]): readonly object[] {
  const subsets: object[] = [];
  const staying = pods.filter((pod) => !isTerminating(pod) || service.spec.publishNotReadyAddresses === true);
  for (const group of endpointGroups(service, staying)) {
    const usable = (pod: Pod): boolean => isReady(pod) || service.spec.publishNotReadyAddresses === true;
    const of = (chosen: readonly Pod[]): readonly object[] => {
      return chosen.map((pod) => {
        const { nodeName } = pod.spec;
        return {
          ...hostname(service, pod),
          ip: pod.status?.podIP,
          ...(nodeName === undefined ? {} : { nodeName }),
          targetRef: targetRef(pod),
        };
      });
    };
    const ready = of(group.pods.filter(usable));
    const notReady = of(group.pods.filter((pod) => !usable(pod)));
    const ports = group.ports.map(({ name, ...port }) => ({ ...(name === '' ? {} : { name }), ...port }));
    subsets.push({
      ...(ready.length === 0 ? {} : { addresses: ready }),
      ...(notReady.length === 0 ? {} : { notReadyAddresses: notReady }),
      ...(ports.length === 0 ? {} : { ports }),
    });
  }
  return subsets;
}
