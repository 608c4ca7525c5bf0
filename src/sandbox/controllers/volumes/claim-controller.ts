import { compareQuantities } from '../../../kernel/quantity.ts';
import { keyOf, parseKey } from '../../../kernel/kube-object.ts';
import type { Controller } from '../framework/controller.ts';
import type { Hands } from '../framework/hands.ts';
import { createPairIndex } from '../framework/pair-index.ts';
import type { Pod } from '../framework/pod.ts';
import { isTerminal, isTerminating } from '../framework/pod-facts.ts';
import { matchingVolume } from './matching-volume.ts';
import { PROVISIONER_ANNOTATIONS, provisionedVolume, volumeName } from './provision-volume.ts';
import type { Claim, StorageClass, Volume } from './volume-types.ts';

const CLAIMS = 'persistentvolumeclaims';
const VOLUMES = 'persistentvolumes';
const CLASSES = 'storageclasses.storage.k8s.io';
const PROTECTION = 'kubernetes.io/pvc-protection';
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
/** Which provisioners the sandbox plays. Any other waits for a program of its own. */
const BUILT_IN = 'kubernetes.io/';
const AGAIN_MS = 15_000;

/** Gives claims their volumes, lets them grow, and keeps those in use from going. @param expands whether growth is carried out. */
export function claimController(hands: Hands, expands: boolean): Controller {
  const writer = hands.as({ manager: 'kube-controller-manager', component: 'persistentvolume-controller' });
  /** Pods by the claims that they use. */
  const users = createPairIndex();
  const due = new Map<string, number>();

  /** Milliseconds until a step that was asked for `after` ago may be done; starts counting at the first call. */
  const delay = (id: string, after: number): number => {
    const now = hands.clock.now();
    const at = due.get(id) ?? now + after;
    due.set(id, at);
    if (now < at) return at - now;
    due.delete(id);
    return 0;
  };
  const inUse = (claim: Claim): boolean => {
    const { namespace = '', name } = claim.metadata;
    return [...users.under(keyOf({ namespace, name }))].some((id) => {
      const { namespace: space, name: pod } = parseKey(id);
      const live = hands.read('pods', space, pod);
      // A pod that is on no node yet uses nothing: its claim may go.
      return live !== undefined && !isTerminal(live) && live.spec.nodeName !== undefined;
    });
  };
  const protect = (claim: Claim): void => {
    const finalizers = claim.metadata.finalizers ?? [];
    const has = finalizers.includes(PROTECTION);
    if (!isTerminating(claim) && !has)
      writer.update(CLAIMS, { ...claim, metadata: { ...claim.metadata, finalizers: [...finalizers, PROTECTION] } });
    else if (isTerminating(claim) && has && !inUse(claim)) {
      const left = finalizers.filter((finalizer) => finalizer !== PROTECTION);
      writer.update(CLAIMS, { ...claim, metadata: { ...claim.metadata, finalizers: left } });
    }
  };
  const bind = (claim: Claim, volume: Volume): void => {
    const { namespace, name, uid } = claim.metadata;
    const { claimRef, accessModes } = volume.spec;
    let bound = volume;
    if (claimRef?.uid === undefined)
      bound = writer.update(VOLUMES, {
        ...volume,
        metadata: { ...volume.metadata, annotations: { ...volume.metadata.annotations, 'pv.kubernetes.io/bound-by-controller': 'yes' } },
        spec: { ...volume.spec, claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid } },
      }) as Volume;
    writer.updateStatus(VOLUMES, bound, { ...bound.status, phase: 'Bound' });
    const annotations = {
      ...claim.metadata.annotations,
      'pv.kubernetes.io/bind-completed': 'yes',
      'pv.kubernetes.io/bound-by-controller': 'yes',
    };
    const written = writer.update(CLAIMS, {
      ...claim,
      metadata: { ...claim.metadata, annotations },
      spec: { ...claim.spec, volumeName: volume.metadata.name },
    });
    writer.updateStatus(CLAIMS, written, { accessModes, capacity: volume.spec.capacity, phase: 'Bound' });
  };
  const provision = (claim: Claim, storageClass: StorageClass): number | undefined => {
    const annotations: Record<string, string> = { ...claim.metadata.annotations };
    for (const annotation of PROVISIONER_ANNOTATIONS) annotations[annotation] = storageClass.provisioner;
    const noted = claim.metadata.annotations?.[PROVISIONER_ANNOTATIONS[1]] === storageClass.provisioner;
    const live = noted ? claim : (writer.update(CLAIMS, { ...claim, metadata: { ...claim.metadata, annotations } }) as Claim);
    if (!storageClass.provisioner.startsWith(BUILT_IN) || storageClass.provisioner === 'kubernetes.io/no-provisioner') {
      const message = `Waiting for a volume to be created either by the external provisioner '${storageClass.provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`;
      writer.event(live, { type: 'Normal', reason: 'ExternalProvisioning', message });
      return AGAIN_MS;
    }
    const wait = delay(`provision ${claim.metadata.uid}`, hands.timing.provision);
    if (wait > 0) return wait;
    const volume =
      hands.read(VOLUMES, undefined, volumeName(live)) ??
      (writer.create(VOLUMES, undefined, provisionedVolume(live, storageClass)) as Volume);
    const message = `Successfully provisioned volume ${volume.metadata.name} using ${storageClass.provisioner}`;
    writer.event(live, { type: 'Normal', reason: 'ProvisioningSucceeded', message });
    bind(live, volume);
    return undefined;
  };
  const findVolume = (claim: Claim): number | undefined => {
    const { storageClassName: name = '' } = claim.spec;
    const free = matchingVolume(claim, hands.list(VOLUMES));
    const storageClass = name === '' ? undefined : hands.read(CLASSES, undefined, name);
    const later = storageClass?.volumeBindingMode === 'WaitForFirstConsumer' && claim.metadata.annotations?.[SELECTED_NODE] === undefined;
    if (later && claim.spec.volumeName === undefined) {
      writer.event(claim, {
        type: 'Normal',
        reason: 'WaitForFirstConsumer',
        message: 'waiting for first consumer to be created before binding',
      });
      return AGAIN_MS;
    }
    if (free !== undefined) {
      bind(claim, free);
      return undefined;
    }
    if (name === '') {
      const message = 'no persistent volumes available for this claim and no storage class is set';
      writer.event(claim, { type: 'Normal', reason: 'FailedBinding', message });
      return AGAIN_MS;
    }
    if (storageClass === undefined) {
      const message = `storageclass.storage.k8s.io "${name}" not found`;
      writer.event(claim, { type: 'Warning', reason: 'ProvisioningFailed', message });
      return AGAIN_MS;
    }
    return provision(claim, storageClass);
  };
  const grow = (claim: Claim): number | undefined => {
    const wanted = claim.spec.resources?.requests?.storage ?? '0';
    if ((compareQuantities(wanted, claim.status?.capacity?.storage ?? '0') ?? 0) <= 0) return undefined;
    const storageClass = hands.read(CLASSES, undefined, claim.spec.storageClassName ?? '');
    if (!expands || storageClass?.allowVolumeExpansion !== true) return undefined;
    const wait = delay(`expand ${claim.metadata.uid}`, hands.timing.expand);
    if (wait > 0) return wait;
    const volume = hands.read(VOLUMES, undefined, claim.spec.volumeName ?? '');
    if (volume !== undefined) writer.update(VOLUMES, { ...volume, spec: { ...volume.spec, capacity: { storage: wanted } } });
    writer.updateStatus(CLAIMS, claim, { ...claim.status, capacity: { storage: wanted } });
    writer.event(claim, {
      type: 'Normal',
      reason: 'FileSystemResizeSuccessful',
      message: 'MountVolume.NodeExpandVolume succeeded for volume',
    });
    return undefined;
  };
  const watchPods = (pod: Pod, gone: boolean, enqueue: (key: string) => void): void => {
    const { namespace = '', name } = pod.metadata;
    const claims = (pod.spec.volumes ?? []).flatMap(({ persistentVolumeClaim: claim }) => {
      return claim === undefined ? [] : [keyOf({ namespace, name: claim.claimName })];
    });
    if (claims.length === 0) return;
    if (gone) users.remove(keyOf({ namespace, name }));
    else users.set(keyOf({ namespace, name }), claims);
    if (gone || isTerminal(pod)) for (const claim of claims) enqueue(claim);
  };
  const pending = new Set<string>();

  return {
    name: 'claim',
    watches: [CLAIMS, VOLUMES, CLASSES, 'pods'],
    observe: ({ type, resource, object }, enqueue) => {
      const { namespace = '', name, uid } = object.metadata;
      if (resource === 'pods') watchPods(object as Pod, type === 'DELETED', enqueue);
      else if (resource !== CLAIMS) for (const key of pending) enqueue(key);
      else if (type !== 'DELETED') enqueue(keyOf({ namespace, name }));
      else {
        pending.delete(keyOf({ namespace, name }));
        for (const step of ['provision', 'expand']) due.delete(`${step} ${uid}`);
      }
    },
    work: (key) => {
      const { namespace, name } = parseKey(key);
      const claim = hands.read(CLAIMS, namespace, name);
      if (claim === undefined) return undefined;
      protect(claim);
      const live = hands.read(CLAIMS, namespace, name);
      if (live === undefined || isTerminating(live)) return undefined;
      if (live.status?.phase === 'Bound') {
        pending.delete(key);
        return grow(live);
      }
      pending.add(key);
      if (live.status?.phase === undefined) writer.updateStatus(CLAIMS, live, { phase: 'Pending' });
      return findVolume(hands.read(CLAIMS, namespace, name) ?? live);
    },
  };
}
