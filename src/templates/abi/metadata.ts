import type { ManifestMeta } from '../../kernel/kube-object.ts';
import { baseLabels, withComponent, type Labels } from '../shared/labels.ts';
import type { WorkloadKind } from './instance-values.ts';

/** What an object of an instance is for (`app.kubernetes.io/component`). */
export type Component = 'server' | 'metrics' | 'headless' | 'config' | 'storage';

/** Tells the pods of a Deployment from those of a StatefulSet: while one replaces the other, neither may take the other's pods. */
export const WORKLOAD_LABEL = 'abi.io/workload';

/** Selects what our operator has made, whichever instance it belongs to. */
export const MANAGED_SELECTOR = 'app.kubernetes.io/name=abi,app.kubernetes.io/managed-by=abi-operator';

/** The labels by which Services and budgets select an instance's pods, of whichever workload. */
export function instanceLabels(instance: string): Labels {
  return { 'app.kubernetes.io/name': 'abi', 'app.kubernetes.io/instance': instance };
}

/** The labels by which a workload selects its pods. They never change. */
export function workloadLabels(instance: string, workload: WorkloadKind): Labels {
  return { ...instanceLabels(instance), [WORKLOAD_LABEL]: workload.toLowerCase() };
}

/** The labels of an instance's object. */
export function abiLabels(instance: string, component: Component): Labels {
  return withComponent(baseLabels('abi', instance, 'abi-operator'), component);
}

/** The metadata of an instance's object called `child`. */
export function abiMetadata(
  instance: { readonly name: string; readonly namespace: string },
  child: string,
  component: Component,
): ManifestMeta {
  return { name: child, namespace: instance.namespace, labels: abiLabels(instance.name, component) };
}
