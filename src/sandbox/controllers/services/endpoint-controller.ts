import { isDeepStrictEqual } from 'node:util';
import { timestamp } from '../../../kernel/clock.ts';
import { keyOf, parseKey } from '../../../kernel/kube-object.ts';
import type { Controller } from '../framework/controller.ts';
import type { Hands } from '../framework/hands.ts';
import { createPairIndex } from '../framework/pair-index.ts';
import { controllerReference } from '../framework/pod-from-template.ts';
import type { Pod } from '../framework/pod.ts';
import { isTerminating } from '../framework/pod-facts.ts';
import { endpointGroups, endpointSubsets, sliceEndpoint } from './endpoints.ts';
import type { Service } from './service.ts';

const SLICES = 'endpointslices.discovery.k8s.io';
const TRIGGER = 'endpoints.kubernetes.io/last-change-trigger-time';
const HEADLESS = 'service.kubernetes.io/headless';

/** Writes EndpointSlices and Endpoints of Services that select pods. */
export function endpointController(hands: Hands): Controller {
  const slicesWriter = hands.as({ manager: 'kube-controller-manager', component: 'endpoint-slice-controller' });
  /** Services by one pair of their selectors: a pod asks only those of its own labels. */
  const services = createPairIndex();

  const enqueueFor = (namespace: string, labels: Readonly<Record<string, string>> | undefined, enqueue: (key: string) => void): void => {
    for (const [label, value] of Object.entries(labels ?? {}))
      for (const key of services.under(`${namespace} ${label}=${value}`)) enqueue(key);
  };
  const labelsOf = (service: Service, base: Readonly<Record<string, string>>): Record<string, string> => {
    return { ...service.metadata.labels, ...base, ...(service.spec.clusterIP === 'None' ? { [HEADLESS]: '' } : {}) };
  };
  const syncSlices = (service: Service, pods: readonly Pod[]): void => {
    const { namespace, name, uid } = service.metadata;
    const groups = endpointGroups(service, pods);
    const wanted = (groups.length === 0 ? [undefined] : groups).map((group) => ({
      endpoints: group === undefined ? null : group.pods.map((pod) => sliceEndpoint(service, pod)),
      ports: group === undefined || group.ports.length === 0 ? null : group.ports,
    }));
    const stored = [...hands.controlled(uid, SLICES)];
    const labels = labelsOf(service, {
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      'kubernetes.io/service-name': name,
    });
    const annotations = { [TRIGGER]: timestamp(hands.clock.now()) };
    for (const content of wanted) {
      const at = stored.findIndex((slice) => isDeepStrictEqual(slice.ports ?? null, content.ports));
      const slice = stored.splice(at < 0 ? 0 : at, 1)[0];
      if (slice === undefined) {
        const metadata = { generateName: `${name}-`, namespace, labels, annotations, ownerReferences: [controllerReference(service)] };
        slicesWriter.create(SLICES, namespace, {
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata,
          addressType: 'IPv4',
          ...content,
        });
        continue;
      }
      const same = isDeepStrictEqual({ endpoints: slice.endpoints ?? null, ports: slice.ports ?? null }, content);
      if (same && isDeepStrictEqual(slice.metadata.labels, labels)) continue;
      slicesWriter.update(SLICES, { ...slice, metadata: { ...slice.metadata, labels, annotations }, ...content });
    }
    for (const slice of stored) slicesWriter.delete(SLICES, slice);
  };
  const syncEndpoints = (service: Service, pods: readonly Pod[]): void => {
    if (hands.registry.named('endpoints') === undefined) return;
    const { namespace, name } = service.metadata;
    const subsets = endpointSubsets(service, pods);
    const labels = labelsOf(service, { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' });
    const annotations = { [TRIGGER]: timestamp(hands.clock.now()) };
    const there = hands.read('endpoints', namespace, name);
    const content = subsets.length === 0 ? {} : { subsets };
    if (there === undefined) {
      slicesWriter.create('endpoints', namespace, {
        apiVersion: 'v1',
        kind: 'Endpoints',
        metadata: { name, namespace, labels, annotations },
        ...content,
      });
      return;
    }
    const { subsets: before, ...rest } = there;
    const same = isDeepStrictEqual(before ?? [], subsets) && isDeepStrictEqual(there.metadata.labels, labels);
    if (!same) slicesWriter.update('endpoints', { ...rest, metadata: { ...there.metadata, labels, annotations }, ...content });
  };

  return {
    name: 'endpoint',
    watches: ['services', 'pods'],
    observe: ({ type, resource, object, previous }, enqueue) => {
      const { namespace = '', name, labels } = object.metadata;
      const key = keyOf({ namespace, name });
      if (resource === 'services') {
        const [pair] = Object.entries((object as Service).spec.selector ?? {});
        if (type === 'DELETED' || pair === undefined) services.remove(key);
        else services.set(key, [`${namespace} ${pair[0]}=${pair[1]}`]);
        enqueue(key);
        return;
      }
      enqueueFor(namespace, labels, enqueue);
      if (previous !== undefined && previous.metadata.labels !== labels) enqueueFor(namespace, previous.metadata.labels, enqueue);
    },
    work: (key) => {
      const { namespace = '', name } = parseKey(key);
      const service = hands.read('services', namespace, name);
      const endpoints = hands.read('endpoints', namespace, name);
      if (service === undefined) {
        if (endpoints !== undefined && !isTerminating(endpoints)) slicesWriter.delete('endpoints', endpoints);
        return undefined;
      }
      const { selector } = service.spec;
      if (selector === undefined || Object.keys(selector).length === 0 || isTerminating(service) || service.spec.type === 'ExternalName')
        return undefined;
      const space = hands.read('namespaces', undefined, namespace);
      if (space !== undefined && isTerminating(space)) return undefined;
      const pods = hands.selectPods(namespace, { matchLabels: selector });
      syncSlices(service, pods);
      syncEndpoints(service, pods);
      return undefined;
    },
  };
}
