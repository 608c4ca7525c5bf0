import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { MomentObject } from './moment.ts';

/** How moments name a live object. */
export function momentObject({ apiVersion, kind, metadata }: KubeObject): MomentObject {
  const { namespace, name, uid } = metadata;
  return { apiVersion, kind, ...(namespace !== undefined && { namespace }), name, uid };
}
