import type { JsonObject } from '../../../kernel/json.ts';
import type { KubeObject, Manifest } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';

/** One object as it is and as it would be. `live` absent: it would be made; `desired` absent: it would be deleted. */
export interface Comparison {
  readonly type: Pick<ResourceType, 'group' | 'version' | 'kind'>;
  readonly namespace?: string | undefined;
  readonly name: string;
  readonly live: KubeObject | undefined;
  /** The server's answer to a dry run; the manifest itself where the server cannot answer yet (its namespace or definition is missing). */
  readonly desired: KubeObject | Manifest | undefined;
}

/** `apps.v1.Deployment.default.web`: how kubectl names the files of a diff. */
export function comparisonName({ type, namespace, name }: Comparison): string {
  return [...(type.group === '' ? [] : [type.group]), type.version, type.kind, namespace ?? '', name].join('.');
}

/** What the server alone decides, anew for each dry run. */
const MADE_UP: readonly string[] = ['uid', 'creationTimestamp'];
const BOOKKEEPING: readonly string[] = ['managedFields', 'resourceVersion', 'generation', 'selfLink'];
/** Changes with every change of the intent, which is shown by itself. */
const INTENT_ANNOTATION = 'aistack.dev/intent';

/** An object without what is no part of anybody's intent: bookkeeping of the server, status, and our hash of the intent. */
export function shownObject(object: KubeObject | Manifest | undefined, isNew: boolean): JsonObject | undefined {
  if (object === undefined) return undefined;
  const dropped = isNew ? [...BOOKKEEPING, ...MADE_UP] : BOOKKEEPING;
  const { status: _status, metadata, ...rest } = object as KubeObject & { readonly status?: unknown };
  const kept = Object.entries(metadata).filter(([field]) => !dropped.includes(field));
  const { [INTENT_ANNOTATION]: _hash, ...annotations } = metadata.annotations ?? {};
  const all = Object.fromEntries(kept.map(([field, value]) => [field, field === 'annotations' ? annotations : value]));
  if (Object.keys(annotations).length === 0) delete all['annotations'];
  return { ...rest, metadata: all };
}
