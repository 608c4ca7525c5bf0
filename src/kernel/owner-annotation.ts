import { keyOf, type ObjectKey } from './kube-object.ts';
import { resourceNameOf, type ResourceType } from './resource-type.ts';

/** On objects that belong to a primary without being controlled by it (volumes that outlive it): `<plural.group>/<namespace>/<name>` of it. */
export const OWNER_ANNOTATION = 'aistack.dev/owner';

/** The value of {@link OWNER_ANNOTATION} for a primary. */
export function ownerPathOf(type: ResourceType, primary: ObjectKey): string {
  return `${resourceNameOf(type)}/${keyOf(primary)}`;
}
