import type { ManifestMeta } from '../../kernel/kube-object.ts';
import { baseLabels, withComponent, type Labels } from '../shared/labels.ts';

/** What an object of an instance is for (`app.kubernetes.io/component`). */
export type Component = 'server' | 'headless' | 'backup' | 'backup-check' | 'restore' | 'config' | 'storage';

/** Selects the server pods of all instances. */
export const SERVER_POD_SELECTOR =
  'app.kubernetes.io/name=maia,app.kubernetes.io/managed-by=maia-operator,app.kubernetes.io/component=server';

/** The labels of an instance's object, and of selectors on them. */
export function maiaLabels(instance: string, component: Component): Labels {
  return withComponent(baseLabels('maia', instance, 'maia-operator'), component);
}

/** The metadata of an instance's object called `child`. */
export function maiaMetadata(
  instance: { readonly name: string; readonly namespace: string },
  child: string,
  component: Component,
): ManifestMeta {
  return { name: child, namespace: instance.namespace, labels: maiaLabels(instance.name, component) };
}
