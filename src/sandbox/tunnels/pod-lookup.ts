import type { KubeObject, ObjectKey } from '../../kernel/kube-object.ts';
import { badRequest, notFound } from '../failures/common-failures.ts';
import type { PodRuntime, StartedContainer } from '../programs/pod-runtime.ts';
import type { PodShape } from '../programs/service-shapes.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';

/** What tunnels are made of. */
export interface TunnelParts {
  readonly storage: Pick<ObjectStorage, 'get'>;
  readonly pods: () => PodRuntime;
}

const POD = { group: '', plural: 'pods', kind: 'Pod' };
const SERVICE = { group: '', plural: 'services', kind: 'Service' };

/** The pod, or 404. */
export function findPod({ storage }: Pick<TunnelParts, 'storage'>, key: ObjectKey): PodShape {
  const pod = storage.get('pods', key);
  if (pod === undefined) throw notFound(POD, key.name);
  return pod;
}

/** The Service, or 404. */
export function findService({ storage }: Pick<TunnelParts, 'storage'>, key: ObjectKey): KubeObject {
  const service = storage.get('services', key);
  if (service === undefined) throw notFound(SERVICE, key.name);
  return service;
}

/** 400 where the pod is on no node yet: there is no kubelet to ask. */
export function requireHost(pod: PodShape): void {
  if (pod.spec?.nodeName === undefined || pod.spec.nodeName === '') {
    throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  }
}

/** The container that a request means: the one it names, else the only one. 400 where there is none such (registry/core/pod). */
export function chooseContainer(pod: PodShape, asked: string | null): string {
  const { name } = pod.metadata;
  const init = (pod.spec?.initContainers ?? []).map((container) => container.name);
  const main = (pod.spec?.containers ?? []).map((container) => container.name);
  if (asked !== null && asked !== '') {
    if ([...init, ...main].includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${name}`);
  }
  const [only] = main;
  if (only !== undefined && main.length === 1 && init.length === 0) return only;
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${[...init, ...main].join(' ')}]`);
}

/** The container if it was started. */
export function startedContainer({ pods }: TunnelParts, pod: PodShape, name: string): StartedContainer | undefined {
  const { namespace = '', name: podName } = pod.metadata;
  return pods()
    .containers(namespace, podName)
    .find((container) => container.name === name);
}
