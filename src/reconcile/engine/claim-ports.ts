import { isApiError } from '../../cluster/api-error.ts';
import type { KubeApi } from '../../cluster/kube-api.ts';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { KubeObject, Ref } from '../../kernel/kube-object.ts';

/** An entry of `metadata.managedFields`. */
interface FieldsEntry extends JsonObject {
  readonly fieldsV1: JsonObject;
}

/** Whose fields these are, and for how long to try. */
export interface ClaimContext {
  readonly api: KubeApi;
  readonly fieldManager: string;
  readonly signal: AbortSignal;
}

function entriesOf({ metadata }: KubeObject): readonly FieldsEntry[] {
  const { managedFields } = metadata as { readonly managedFields?: unknown };
  if (!Array.isArray(managedFields)) return [];
  return managedFields
    .filter(isJsonObject)
    .map((entry) => ({ ...entry, fieldsV1: isJsonObject(entry['fieldsV1']) ? entry['fieldsV1'] : {} }));
}

function portsOf({ fieldsV1 }: FieldsEntry): JsonObject | undefined {
  const spec = fieldsV1['f:spec'];
  const ports = isJsonObject(spec) ? spec['f:ports'] : undefined;
  return isJsonObject(ports) ? ports : undefined;
}

/** The entry with other fields below `spec.ports`, or with none. */
function withPorts(entry: FieldsEntry, ports: JsonObject | undefined): FieldsEntry {
  const { 'f:spec': spec, ...rest } = entry.fieldsV1;
  const { 'f:ports': _before, ...others } = isJsonObject(spec) ? spec : {};
  const next = ports === undefined ? others : { ...others, 'f:ports': ports };
  return { ...entry, fieldsV1: Object.keys(next).length === 0 ? rest : { ...rest, 'f:spec': next } };
}

function union(left: JsonObject, right: JsonObject): JsonObject {
  const both: Record<string, unknown> = { ...left };
  for (const [step, fields] of Object.entries(right)) {
    const known = both[step];
    both[step] = isJsonObject(known) && isJsonObject(fields) ? union(known, fields) : fields;
  }
  return both;
}

/** The managed fields with every port of a Service in what `fieldManager` applied; undefined where nobody else has any. */
export function claimedPorts(live: KubeObject, fieldManager: string): readonly FieldsEntry[] | undefined {
  const entries = entriesOf(live);
  const own = entries.find(
    ({ manager, operation, subresource }) => manager === fieldManager && operation === 'Apply' && (subresource ?? '') === '',
  );
  // The paths of another version may mean something else.
  const isClaimed = (entry: FieldsEntry): boolean =>
    entry !== own && portsOf(entry) !== undefined && entry['apiVersion'] === own?.['apiVersion'];
  const claimed = entries.filter(isClaimed);
  if (own === undefined || claimed.length === 0) return undefined;
  const ports = claimed.reduce((sum, entry) => union(sum, portsOf(entry) ?? {}), portsOf(own) ?? {});
  const next = entries.map((entry) => (entry === own ? withPorts(entry, ports) : isClaimed(entry) ? withPorts(entry, undefined) : entry));
  // An entry without fields is none to the server.
  return next.filter(({ fieldsV1 }) => Object.keys(fieldsV1).length > 0);
}

/**
 * Takes the ports of a Service that others have put in for ours, so that an apply takes away those that it does not say. Server-side apply keeps
 * what others own: of a port whose number somebody has changed, theirs stays beside ours, and two of one name are invalid. Gives whether there was
 * anything to take; what changed meanwhile is left for the next pass.
 */
export async function claimPorts({ api, fieldManager, signal }: ClaimContext, ref: Ref, uid: string): Promise<boolean> {
  const live = await api.get(ref.type, ref, { signal });
  const managedFields = live.metadata.uid === uid ? claimedPorts(live, fieldManager) : undefined;
  if (managedFields === undefined) return false;
  try {
    const operations = [
      { op: 'replace', path: '/metadata/managedFields', value: managedFields },
      // The server refuses the patch where the object has another version by now.
      { op: 'replace', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion },
    ] as const;
    await api.patch(ref.type, ref, { type: 'json', operations }, { signal });
    return true;
  } catch (error) {
    if (isApiError(error, 'Conflict', 'NotFound')) return false;
    throw error;
  }
}
