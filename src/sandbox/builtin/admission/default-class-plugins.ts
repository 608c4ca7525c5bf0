import type { KubeObject } from '../../../kernel/kube-object.ts';
import { compareQuantities } from '../../../kernel/quantity.ts';
import type { AdmissionPlugin } from '../../objects/admission.ts';
import { DEFAULT_CLASS } from '../columns/storage-columns.ts';
import { put } from '../values/change.ts';
import { labelsIn, listIn, objectIn, specOf, textIn } from '../../values/read-values.ts';
import { creates, refusal, type LooseDraft, type PluginParts } from './plugin-parts.ts';

const STORAGE_CLASSES = 'storageclasses.storage.k8s.io';
const INGRESS_CLASSES = 'ingressclasses.networking.k8s.io';
const DEFAULT_INGRESS = 'ingressclass.kubernetes.io/is-default-class';

/** Of several classes that are marked, the newest; of those of one age, the first by name. */
function markedClass(classes: readonly KubeObject[], annotation: string): KubeObject | undefined {
  return classes
    .filter(({ metadata }) => metadata.annotations?.[annotation] === 'true')
    .toSorted((left, right) => {
      const [a, b] = [left.metadata.creationTimestamp, right.metadata.creationTimestamp];
      if (a !== b) return a < b ? 1 : -1;
      return left.metadata.name < right.metadata.name ? -1 : 1;
    })[0];
}

/** Claims that name no class get the default one. */
export function defaultStorageClassPlugin({ storage }: Pick<PluginParts, 'storage'>): AdmissionPlugin {
  return {
    name: 'DefaultStorageClass',
    mutate: (request) => {
      const { object } = request;
      if (!creates(request, 'persistentvolumeclaims') || specOf(object)['storageClassName'] !== undefined) return object;
      if (object.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] !== undefined) return object;
      const chosen = markedClass(storage.list(STORAGE_CLASSES), DEFAULT_CLASS);
      if (chosen === undefined) return object;
      return put(object as LooseDraft, 'spec', put(specOf(object), 'storageClassName', chosen.metadata.name));
    },
  };
}

/** Ingresses that name no class get the default one. */
export function defaultIngressClassPlugin({ storage }: Pick<PluginParts, 'storage'>): AdmissionPlugin {
  return {
    name: 'DefaultIngressClass',
    mutate: (request) => {
      const { object } = request;
      if (!creates(request, 'ingresses.networking.k8s.io') || specOf(object)['ingressClassName'] !== undefined) return object;
      if (object.metadata.annotations?.['kubernetes.io/ingress.class'] !== undefined) return object;
      const chosen = markedClass(storage.list(INGRESS_CLASSES), DEFAULT_INGRESS);
      if (chosen === undefined) return object;
      return put(object as LooseDraft, 'spec', put(specOf(object), 'ingressClassName', chosen.metadata.name));
    },
  };
}

const NOT_EXPANDABLE = 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';

function sizeOf(claim: { readonly [field: string]: unknown }): string {
  return labelsIn(objectIn(specOf(claim)['resources'])['requests'])['storage'] ?? '0';
}

/** Claims grow only where their class allows it. */
export function claimResizePlugin({ storage }: Pick<PluginParts, 'storage'>): AdmissionPlugin {
  return {
    name: 'PersistentVolumeClaimResize',
    validate: (request) => {
      const { operation, resource, object, previous, subresource } = request;
      if (operation !== 'UPDATE' || resource.group !== '' || resource.plural !== 'persistentvolumeclaims') return;
      if (previous === undefined || subresource !== '' || (compareQuantities(sizeOf(object), sizeOf(previous)) ?? 0) <= 0) return;
      const name = textIn(specOf(object)['storageClassName']);
      const found = name === '' ? undefined : storage.get(STORAGE_CLASSES, { name });
      if (found?.['allowVolumeExpansion'] !== true) throw refusal(request, NOT_EXPANDABLE);
    },
  };
}

/** New nodes take no pods until they are known to be ready. */
export function nodeTaintPlugin(): AdmissionPlugin {
  const taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
  return {
    name: 'TaintNodesByCondition',
    mutate: (request) => {
      if (!creates(request, 'nodes')) return request.object;
      const spec = specOf(request.object);
      const taints = listIn(spec['taints']);
      if (taints.some(({ key, effect }) => key === taint.key && effect === taint.effect)) return request.object;
      return put(request.object as LooseDraft, 'spec', put(spec, 'taints', [...taints, taint]));
    },
  };
}
