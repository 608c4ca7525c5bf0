import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { PodTemplate } from './pod.ts';

/** The owner reference by which a controller claims what it makes. */
export function controllerReference(owner: KubeObject): object {
  const { apiVersion, kind } = owner;
  return { apiVersion, kind, name: owner.metadata.name, uid: owner.metadata.uid, controller: true, blockOwnerDeletion: true };
}

/** A pod as a controller creates it from its template. `metadata` is added to that of the template. */
export function podFromTemplate(owner: KubeObject, template: PodTemplate, metadata: Readonly<Record<string, unknown>>): object {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: [controllerReference(owner)],
      ...metadata,
    },
    spec: template.spec,
  };
}
