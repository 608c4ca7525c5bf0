import { isApiError } from '../../../cluster/api-error.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import type { KubeObject, ObjectKey } from '../../../kernel/kube-object.ts';
import type { DryRun } from '../../../output/resource-line.ts';
import type { KindIdentity } from '../kind-identity.ts';
import type { Session } from '../session.ts';
import { mergeInto } from './merge-into.ts';
import { readNamed } from '../read-named.ts';

/** How often somebody else may come between reading and writing. */
const ATTEMPTS = 5;

export interface ChangeOptions {
  readonly dryRun: DryRun;
  readonly fieldManager: string;
  readonly signal: AbortSignal;
}

/** A change of one object. */
export interface ObjectChange {
  /** The JSON merge patch that the live object needs; undefined: it is as it should be. Throws what speaks against it. */
  decide(live: KubeObject): JsonObject | undefined;
  /** What goes to the scale subresource in place of the patch, where the kind has one. */
  readonly scale?: JsonObject;
}

/** The object as it is now, and whether that is new. */
export interface Changed {
  readonly object: KubeObject;
  readonly changed: boolean;
}

async function write(
  session: Session,
  kind: KindIdentity,
  live: KubeObject,
  body: JsonObject,
  change: ObjectChange,
  options: ChangeOptions,
): Promise<KubeObject> {
  const { name, namespace, resourceVersion } = live.metadata;
  const key: ObjectKey = { name, ...(namespace !== undefined && { namespace }) };
  const call = { fieldManager: options.fieldManager, dryRun: options.dryRun === 'server', signal: options.signal };
  // With the version that was read, a change in between is a conflict instead of being overwritten.
  const versioned = (patch: JsonObject): JsonObject => mergeInto(patch, { metadata: { resourceVersion } }, true);
  if (change.scale === undefined) return await session.api.patch(kind, key, { type: 'merge', body: versioned(body) }, call);
  const patch = { type: 'merge', body: versioned(change.scale) } as const;
  await session.api.patch(kind, key, patch, { ...call, subresource: 'scale' });
  // A Scale says nothing of the generation that waiting goes by.
  if (options.dryRun === 'none') return await session.api.get(kind, key, { signal: options.signal });
  return mergeInto(live, body) as KubeObject;
}

/** Reads an object, asks what should change, and patches just that; starts again where the object was changed meanwhile. */
export async function changeObject(
  session: Session,
  kind: KindIdentity,
  key: ObjectKey,
  change: ObjectChange,
  options: ChangeOptions,
): Promise<Changed> {
  const { signal, dryRun } = options;
  for (let attempt = 1; ; attempt += 1) {
    const live = await readNamed(session, kind, key, signal);
    const body = change.decide(live);
    if (body === undefined) return { object: live, changed: false };
    if (dryRun === 'client') return { object: mergeInto(live, body) as KubeObject, changed: true };
    const type = change.scale === undefined ? kind : { ...kind, plural: `${kind.plural}/scale` };
    const written = await session.during({ verb: 'patch', type, ...key }, async () => {
      try {
        return await write(session, kind, live, body, change, options);
      } catch (error) {
        if (isApiError(error, 'Conflict') && attempt < ATTEMPTS) return undefined;
        // It is the object that went away, not its subresource.
        if (isApiError(error, 'NotFound')) return await session.during({ verb: 'patch', type: kind, ...key }, () => Promise.reject(error));
        throw error;
      }
    });
    if (written !== undefined) return { object: written, changed: true };
  }
}

/** The key of an object of a kind, as calls take it. */
export function keyFor(kind: KindIdentity, name: string, namespace: string): ObjectKey {
  return kind.scope === 'Namespaced' ? { namespace, name } : { name };
}

/** Annotations of an object, `{}` where it has none. */
export function annotationsOf(object: KubeObject): Readonly<Record<string, unknown>> {
  const { annotations } = object.metadata;
  return isJsonObject(annotations) ? annotations : {};
}
