import { isApiError, type ApiError } from '../../../cluster/api-error.ts';
import type { JsonPatchOperation } from '../../../cluster/kube-api.ts';
import { canonicalJson } from '../../../kernel/hash.ts';
import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import type { KubeObject, Manifest } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { keyOfManifest } from '../apply/apply-object.ts';
import type { Session } from '../session.ts';
import { emulatedApply } from './emulated-apply.ts';
import type { FieldTrie } from './field-trie.ts';
import { managedFieldsOf, type ManagedFieldsEntry } from './managed-fields.ts';
import { fieldsOfAll, formerEntries, type FormerManagers, type MoveMode } from './move-ownership.ts';
import { removeFields } from './remove-fields.ts';

/** What will become of an object once its fields are ours and our operator has applied it. */
export type Prediction =
  | { readonly is: 'applied'; readonly object: KubeObject; readonly mode: MoveMode }
  /** The server does not let our operator change it as it must. */
  | { readonly is: 'refused'; readonly error: ApiError };

export interface PredictOptions {
  readonly type: ResourceType;
  /** What our operator sends. */
  readonly manifest: Manifest;
  readonly live: KubeObject;
  readonly former: FormerManagers;
  readonly signal: AbortSignal;
}

/** The server's own parts: nobody writes them by a patch. */
const UNWRITTEN: readonly string[] = ['apiVersion', 'kind', 'status', 'metadata'];
const WRITTEN_METADATA: readonly string[] = ['labels', 'annotations', 'ownerReferences', 'finalizers'];

function operation(path: string, before: unknown, after: unknown): readonly JsonPatchOperation[] {
  if (canonicalJson(before ?? null) === canonicalJson(after ?? null)) return [];
  return after === undefined ? [{ op: 'remove', path }] : [{ op: 'add', path, value: after }];
}

/** The patch that makes `after` of `before`, field by field at the top. */
function patchOf(before: KubeObject, after: JsonObject): readonly JsonPatchOperation[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => !UNWRITTEN.includes(field));
  const metadata = isJsonObject(after['metadata']) ? after['metadata'] : {};
  const was: JsonObject = { ...before.metadata };
  return [
    ...WRITTEN_METADATA.flatMap((field) => operation(`/metadata/${field}`, was[field], metadata[field])),
    ...fields.flatMap((field) => operation(`/${field}`, before[field], after[field])),
  ];
}

/** The fields of everybody but the former operator, and its own: those that are written in this version of the API. */
function sidesOf(
  object: KubeObject,
  live: KubeObject,
  former: FormerManagers,
  mode: MoveMode,
): { theirs: FieldTrie; others: readonly FieldTrie[] } {
  const entries = formerEntries(live, former);
  const isTheirs = ({ manager, operation: how, subresource }: ManagedFieldsEntry): boolean =>
    subresource === undefined && entries.some((entry) => entry.manager === manager && entry.operation === how);
  const others = managedFieldsOf(object).flatMap((entry) => (isTheirs(entry) ? [] : [entry.fieldsV1]));
  const sameVersion = entries.filter(({ apiVersion }) => apiVersion === object.apiVersion);
  return { theirs: fieldsOfAll(sameVersion, mode), others };
}

/** Without the fields that only the former operator's entries keep alive. */
function withoutTheirs(applied: KubeObject, live: KubeObject, former: FormerManagers, mode: MoveMode): JsonObject {
  const { others, theirs } = sidesOf(applied, live, former, mode);
  const left = removeFields(applied, theirs, others);
  return isJsonObject(left) ? left : applied;
}

/** What is refused while both sides' fields are there may be right once theirs go with the same write (two ports of one name). */
async function asOneWrite(session: Session, options: PredictOptions, refusal: ApiError): Promise<Prediction> {
  const { type, manifest, live, former, signal } = options;
  if (formerEntries(live, former).length === 0) return { is: 'refused', error: refusal };
  const { others, theirs } = sidesOf(live, live, former, 'all');
  const after = emulatedApply(live, manifest, theirs, others);
  try {
    const patch = { type: 'json', operations: patchOf(live, after) } as const;
    const object = await session.api.patch(type, keyOfManifest(manifest), patch, { dryRun: true, fieldManager: former.ours, signal });
    return { is: 'applied', object, mode: 'all' };
  } catch (error) {
    if (isApiError(error, 'Invalid')) return { is: 'refused', error };
    throw error;
  }
}

/**
 * Asks the server, in dry runs, what an object will be: our manifest is applied over it, and what only the former operator set goes, as server-side
 * apply does it once those fields are ours. Where the server does not let go of them, fewer are taken.
 */
export async function predictChild(session: Session, options: PredictOptions): Promise<Prediction> {
  const { type, manifest, live, former, signal } = options;
  const key = keyOfManifest(manifest);
  return await session.during({ verb: 'patch', type, ...key }, async (): Promise<Prediction> => {
    let applied: KubeObject;
    try {
      ({ object: applied } = await session.api.apply(type, manifest, { fieldManager: former.ours, force: true, dryRun: true, signal }));
    } catch (error) {
      if (isApiError(error, 'Invalid')) return await asOneWrite(session, options, error);
      throw error;
    }
    if (formerEntries(live, former).length === 0) return { is: 'applied', object: applied, mode: 'none' };
    for (const mode of ['all', 'metadata'] as const) {
      const after = withoutTheirs(applied, live, former, mode);
      if (patchOf(applied, after).length === 0) return { is: 'applied', object: applied, mode };
      try {
        const patch = { type: 'json', operations: patchOf(live, after) } as const;
        const object = await session.api.patch(type, key, patch, { dryRun: true, fieldManager: former.ours, signal });
        return { is: 'applied', object, mode };
      } catch (error) {
        if (!isApiError(error, 'Invalid')) throw error;
      }
    }
    return { is: 'applied', object: applied, mode: 'none' };
  });
}
