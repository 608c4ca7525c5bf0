import { isApiError } from '../../cluster/api-error.ts';
import { CUSTOM_RESOURCE_DEFINITION, NAMESPACE } from '../../kernel/builtin-types.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { KubeObject, Manifest } from '../../kernel/kube-object.ts';
import { isOfType, type ResourceType } from '../../kernel/resource-type.ts';
import { CliError, usageError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { resourceLine, resourceName } from '../../output/resource-line.ts';
import type { DryRun } from '../../output/resource-line.ts';
import { poll } from './poll.ts';
import type { ManifestDocument } from './read-manifests.ts';
import type { Session } from './session.ts';
import type { StepRecord } from './step-records.ts';

/** How to apply. */
export interface ApplyManifestsOptions {
  readonly fieldManager: string;
  /** Take fields over from other managers. */
  readonly force: boolean;
  readonly dryRun: Exclude<DryRun, 'client'>;
  /** `-n` as it was given: a manifest of another namespace is then an error. */
  readonly onlyNamespace: string | undefined;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  readonly record: (record: StepRecord) => Promise<void>;
}

interface Applicable {
  readonly manifest: Manifest;
  readonly type: ResourceType;
}

/** A document with a name. Throws a usage error that names the place. */
function named({ where, object }: ManifestDocument): Manifest {
  const { metadata } = object;
  const name = isJsonObject(metadata) ? metadata['name'] : undefined;
  if (typeof name === 'string' && name !== '') return { ...object, metadata: { ...(isJsonObject(metadata) ? metadata : {}), name } };
  throw usageError(`${where}: ${object.kind} has no metadata.name`, 'an object is applied by its name: give it one');
}

function inNamespace(manifest: Manifest, type: ResourceType, session: Session, options: ApplyManifestsOptions): Manifest {
  if (type.scope === 'Cluster') return manifest;
  const { namespace } = manifest.metadata;
  const { onlyNamespace } = options;
  if (namespace !== undefined && onlyNamespace !== undefined && namespace !== onlyNamespace) {
    throw usageError(
      `${resourceName(manifest)} is meant for namespace ${namespace}, and -n says ${onlyNamespace}`,
      `leave -n out, or use -n ${namespace}`,
    );
  }
  return { ...manifest, metadata: { ...manifest.metadata, namespace: namespace ?? session.namespace } };
}

async function typed(manifest: Manifest, session: Session, options: ApplyManifestsOptions): Promise<Applicable> {
  const { signal } = options;
  const type = await session.during({ verb: 'get' }, () => session.discovery.typeOf(manifest, { signal }));
  if (type !== undefined) return { type, manifest: inNamespace(manifest, type, session, options) };
  throw new CliError({
    exit: EXIT.notServed,
    message: `the cluster does not serve ${manifest.kind} in ${manifest.apiVersion}`,
    why: `${resourceName(manifest)} needs it`,
    fix: 'install its definition first, or correct apiVersion and kind',
  });
}

async function live({ manifest, type }: Applicable, session: Session, signal: AbortSignal): Promise<KubeObject | undefined> {
  const { namespace, name } = manifest.metadata;
  const key = { name, ...(namespace === undefined ? {} : { namespace }) };
  return await session.during({ verb: 'get', type, ...key }, async () => {
    try {
      return await session.api.get(type, key, { signal });
    } catch (error) {
      if (isApiError(error, 'NotFound')) return undefined;
      throw error;
    }
  });
}

async function applyOne(one: Applicable, session: Session, options: ApplyManifestsOptions): Promise<void> {
  const { manifest, type } = one;
  const { fieldManager, force, signal, dryRun } = options;
  const { namespace, name } = manifest.metadata;
  const before = await live(one, session, signal);
  const { object, created } = await session.during({ verb: 'patch', type, name, ...(namespace === undefined ? {} : { namespace }) }, () =>
    session.api.apply(type, manifest, { fieldManager, force, signal, dryRun: dryRun === 'server' }),
  );
  const isSame = before?.metadata.resourceVersion === object.metadata.resourceVersion;
  const result = created ? 'created' : isSame ? 'unchanged' : 'configured';
  options.print(resourceLine(manifest, result, dryRun));
  await options.record({ step: 'apply', object: resourceName(manifest), result });
}

/** Whether other manifests can only be understood, or stored, once this one is there. */
function goesFirst(manifest: Manifest): boolean {
  return isOfType(manifest, NAMESPACE) || isOfType(manifest, CUSTOM_RESOURCE_DEFINITION);
}

/** Waits until the types that were just defined are served; what never comes is told by the caller's own look-up. */
async function awaitTypes(manifests: readonly Manifest[], session: Session, signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(TYPE_WAIT_MS)]);
  const areServed = async (): Promise<boolean> => {
    for (const [index, manifest] of manifests.entries()) {
      if ((await session.discovery.typeOf(manifest, { signal: limit, refresh: index === 0 })) === undefined) return false;
    }
    return true;
  };
  try {
    await poll(limit, areServed);
  } catch (error) {
    if (signal.aborted || !limit.aborted) throw error;
  }
}

/** Longest wait for a CustomResourceDefinition of the same files to be served. */
const TYPE_WAIT_MS = 10_000;

/**
 * Applies manifests by server-side apply: Namespaces and CustomResourceDefinitions first, everything else in the order given. Says of each
 * whether it was created, configured or unchanged. What can be checked without a write is checked before the first one.
 */
export async function applyManifests(
  session: Session,
  documents: readonly ManifestDocument[],
  options: ApplyManifestsOptions,
): Promise<void> {
  const manifests = documents.map(named);
  const first = await Promise.all(manifests.filter(goesFirst).map((manifest) => typed(manifest, session, options)));
  const rest = manifests.filter((manifest) => !goesFirst(manifest));
  const definesTypes = first.some(({ manifest }) => isOfType(manifest, CUSTOM_RESOURCE_DEFINITION));
  const checked = definesTypes ? undefined : await Promise.all(rest.map((manifest) => typed(manifest, session, options)));
  for (const one of first) await applyOne(one, session, options);
  if (definesTypes && options.dryRun === 'none') await awaitTypes(rest, session, options.signal);
  const later = checked ?? (await Promise.all(rest.map((manifest) => typed(manifest, session, options))));
  for (const one of later) await applyOne(one, session, options);
}
