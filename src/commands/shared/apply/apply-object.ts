import { isApiError } from '../../../cluster/api-error.ts';
import type { ApiError } from '../../../cluster/api-error.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import type { KubeObject, Manifest, ObjectKey } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { firstDifference } from '../../../kernel/semantic-equality.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { DryRun } from '../../../output/resource-line.ts';
import type { Session } from '../session.ts';
import { isSameHand } from './field-manager-of.ts';
import { namingNamespace } from './naming-namespace.ts';
import { conflictText, fieldConflicts } from './field-conflicts.ts';

/** How to apply one object. */
export interface ApplyObjectOptions {
  readonly fieldManager: string;
  /** Take fields over from other managers. */
  readonly force: boolean;
  readonly dryRun: DryRun;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** What applying did; `object` is the server's answer, in a client-side dry run the manifest itself. */
export interface Applied {
  readonly result: 'created' | 'configured' | 'unchanged';
  readonly object: KubeObject | Manifest;
}

/** Names an object of a manifest. */
export function keyOfManifest(manifest: Manifest): ObjectKey {
  const { namespace, name } = manifest.metadata;
  return namespace === undefined ? { name } : { namespace, name };
}

/** The object behind a manifest as the server has it, if it has it. */
export async function readLive(session: Session, type: ResourceType, key: ObjectKey, signal: AbortSignal): Promise<KubeObject | undefined> {
  return await session.during({ verb: 'get', type, ...key }, async () => {
    try {
      return await session.api.get(type, key, { signal });
    } catch (error) {
      // Where the type itself is missing, that is what `during` is to find out.
      if (isApiError(error, 'NotFound') && (await session.discovery.serves(type))) return undefined;
      throw error;
    }
  });
}

/** A conflict as the user is shown it: which field, whose, since when. */
export function conflictError(error: ApiError, manifest: Manifest, live: KubeObject | undefined, now: number): CliError {
  const { namespace, name } = manifest.metadata;
  return new CliError({
    exit: EXIT.conflict,
    message: `cannot apply ${manifest.kind} ${name}${namespace === undefined ? '' : ` in namespace ${namespace}`}: another manager owns fields of it`,
    why: fieldConflicts(error)
      .map((conflict) => conflictText(conflict, live, now))
      .join('; '),
    fix: 'change it there, or take the fields over with --force-conflicts',
    cause: error,
  });
}

/** The object without what changes by itself at every write. */
function content(object: KubeObject): JsonObject {
  const {
    managedFields: _fields,
    resourceVersion: _version,
    generation: _generation,
    ...metadata
  } = object.metadata as KubeObject['metadata'] & {
    readonly managedFields?: unknown;
  };
  return { ...object, metadata };
}

/** A manifest with `stringData` where the server stores it: in `data`. */
export function storedForm(manifest: Manifest): Manifest {
  const { stringData, ...rest } = manifest;
  if (manifest.kind !== 'Secret' || !isJsonObject(stringData)) return manifest;
  const encoded = Object.entries(stringData).map(([key, value]) => [key, Buffer.from(String(value)).toString('base64')] as const);
  return { ...rest, data: { ...(isJsonObject(rest['data']) ? rest['data'] : {}), ...Object.fromEntries(encoded) } };
}

/** With status 500 the API server answers an apply whose values are not of their fields' types. */
const UNTYPED = 'failed to create typed patch object';

function mistypedError(error: ApiError, manifest: Manifest): CliError {
  const { namespace, name } = manifest.metadata;
  const why = error.message.replace(/^failed to create typed patch object \([^)]*\): /, '');
  return new CliError({
    exit: EXIT.usage,
    message: `${manifest.kind} ${name}${namespace === undefined ? '' : ` in namespace ${namespace}`} is not valid`,
    why: manifest.kind === 'Secret' ? why.replace(/, got [^]*$/, '') : why,
    fix: 'correct the fields named above',
    cause: error,
  });
}

/**
 * Server-side apply. A conflict with another manager is thrown as the error to show (unless `force`); what this program wrote in another way,
 * or under another entry point, is taken over.
 */
export async function sendApply(
  session: Session,
  type: ResourceType,
  manifest: Manifest,
  live: KubeObject | undefined,
  options: ApplyObjectOptions,
): Promise<{ readonly object: KubeObject; readonly created: boolean }> {
  const { fieldManager, force, signal, now } = options;
  const call = { fieldManager, signal, dryRun: options.dryRun === 'server' };
  try {
    return await session.api.apply(type, manifest, { ...call, force });
  } catch (error) {
    if (isApiError(error) && error.message.startsWith(UNTYPED)) throw mistypedError(error, manifest);
    if (!isApiError(error, 'Conflict')) throw error;
    const conflicts = fieldConflicts(error);
    if (conflicts.length === 0) throw error;
    const others = conflicts.some(({ manager }) => !isSameHand(fieldManager, manager));
    if (others || live === undefined) throw conflictError(error, manifest, live, now());
    // What this program wrote in another way (create, scale) is the user's own: no one is overruled. The version keeps it so.
    const metadata = { ...manifest.metadata, resourceVersion: live.metadata.resourceVersion };
    return await session.api.apply(type, { ...manifest, metadata }, { ...call, force: true });
  }
}

/**
 * Applies one manifest by server-side apply and says whether that made, changed or left the object. Throws the error to show; a conflict
 * names each field, its manager and when it wrote. A dry run of the client only compares with what the server has.
 */
export async function applyObject(session: Session, type: ResourceType, manifest: Manifest, options: ApplyObjectOptions): Promise<Applied> {
  const key = keyOfManifest(manifest);
  const live = await readLive(session, type, key, options.signal);
  if (options.dryRun === 'client') {
    if (live === undefined) return { result: 'created', object: manifest };
    return { result: firstDifference(storedForm(manifest), live) === undefined ? 'unchanged' : 'configured', object: manifest };
  }
  const { object, created } = await session.during({ verb: 'patch', type, ...key }, () =>
    namingNamespace(() => sendApply(session, type, manifest, live, options)),
  );
  if (created || live === undefined) return { result: 'created', object };
  const isSame = JSON.stringify(content(live)) === JSON.stringify(content(object));
  return { result: isSame ? 'unchanged' : 'configured', object };
}
