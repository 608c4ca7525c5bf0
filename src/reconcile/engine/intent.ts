import { hashOf } from '../../kernel/hash.ts';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { controllerOf, type KubeObject, type Manifest, type OwnerReference } from '../../kernel/kube-object.ts';
import { OWNER_ANNOTATION, ownerPathOf } from '../../kernel/owner-annotation.ts';
import { apiVersionOf, type ResourceType } from '../../kernel/resource-type.ts';
import type { Child, FieldPath } from './contract.ts';

export { OWNER_ANNOTATION } from '../../kernel/owner-annotation.ts';

/** On every child: the hash of what we want it to be, so that a field dropped while no loop ran is noticed after a restart. */
export const INTENT_ANNOTATION = 'aistack.dev/intent';
/** On retained children, beside the annotation that names the primary they were made for: its uid. */
export const OWNER_UID_ANNOTATION = 'aistack.dev/owner-uid';

/** A child as it will be sent: owner, hash and annotations added. */
export interface Intent {
  readonly manifest: Manifest;
  readonly hash: string;
}

/** The controller reference that a primary puts on its controlled children. */
export function ownerReferenceOf(type: ResourceType, primary: KubeObject): OwnerReference {
  return {
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    name: primary.metadata.name,
    uid: primary.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** The manifest without the field at `path`; the same object where the field is not there. */
export function withoutField(manifest: JsonObject, path: FieldPath): JsonObject {
  const [head, ...rest] = path;
  if (head === undefined || !(head in manifest)) return manifest;
  const { [head]: value, ...others } = manifest;
  if (rest.length === 0) return others;
  return isJsonObject(value) ? { ...manifest, [head]: withoutField(value, rest) } : manifest;
}

/**
 * What to send for a child of `primary`. The hash covers everything we decide (carried fields excepted: their value is somebody else's)
 * and the primary's uid through the owner.
 */
export function intentOf(type: ResourceType, primary: KubeObject, child: Child): Intent {
  const { manifest } = child;
  const owned: Manifest =
    child.ownership === 'controlled'
      ? { ...manifest, metadata: { ...manifest.metadata, ownerReferences: [ownerReferenceOf(type, primary)] } }
      : {
          ...manifest,
          metadata: {
            ...manifest.metadata,
            annotations: {
              ...manifest.metadata.annotations,
              [OWNER_ANNOTATION]: ownerPathOf(type, primary.metadata),
              [OWNER_UID_ANNOTATION]: primary.metadata.uid,
            },
          },
        };
  const hashed = (child.carried ?? []).reduce<JsonObject>(withoutField, owned);
  const hash = hashOf(hashed);
  const annotations = { ...owned.metadata.annotations, [INTENT_ANNOTATION]: hash };
  return { manifest: { ...owned, metadata: { ...owned.metadata, annotations } }, hash };
}

/**
 * Whether a live object is this primary's: controlled by its uid, or retained for a primary of the same type and name. A retained object
 * that another controller owns is not.
 */
export function isOurs(type: ResourceType, primary: KubeObject, live: KubeObject): boolean {
  const controller = controllerOf(live);
  if (controller !== undefined) return controller.uid === primary.metadata.uid;
  return live.metadata.annotations?.[OWNER_ANNOTATION] === ownerPathOf(type, primary.metadata);
}
