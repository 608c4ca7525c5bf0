import { CUSTOM_RESOURCE_DEFINITION, NAMESPACE } from '../../kernel/builtin-types.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { KubeObject, Manifest } from '../../kernel/kube-object.ts';
import { isOfType, type ResourceType } from '../../kernel/resource-type.ts';
import { CliError, usageError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { resourceName } from '../../output/resource-line.ts';
import { applyObject } from './apply/apply-object.ts';
import type { Applied, ApplyObjectOptions } from './apply/apply-object.ts';
import { kindNotServed } from './describe-api-error.ts';
import { KIND_IDENTITIES } from './kind-identities.ts';
import { poll } from './poll.ts';
import type { ManifestDocument } from './read-manifests.ts';
import type { Session } from './session.ts';
import type { StepRecord } from './step-records.ts';

/** How to apply. */
export interface ApplyManifestsOptions extends Omit<ApplyObjectOptions, 'fieldManager'> {
  readonly fieldManager: (manifest: Manifest) => string;
  /** `-n` as it was given: a manifest of another namespace is then an error. */
  readonly onlyNamespace: string | undefined;
  /** Told of each as it is done. */
  readonly onOutcome: (outcome: ApplyOutcome) => void;
  readonly record: (record: StepRecord) => Promise<void>;
}

/** A manifest with its type and, where it has one, its namespace. */
export interface Typed {
  readonly manifest: Manifest;
  readonly type: ResourceType;
}

/** What became of one manifest. */
export type ApplyOutcome = Typed & ({ readonly applied: Applied } | { readonly error: CliError });

/** A document with a name. Throws a usage error that names the place. */
export function namedManifest({ where, object }: ManifestDocument): Manifest {
  const { metadata } = object;
  const name = isJsonObject(metadata) ? metadata['name'] : undefined;
  if (typeof name === 'string' && name !== '') return { ...object, metadata: { ...(isJsonObject(metadata) ? metadata : {}), name } };
  throw usageError(`${where}: ${object.kind} has no metadata.name`, 'an object is applied by its name: give it one');
}

/** The manifest in its namespace: its own, else the session's. Throws a usage error where `-n` says another one. */
export function placed(manifest: Manifest, type: ResourceType, session: Session, onlyNamespace: string | undefined): Manifest {
  if (type.scope === 'Cluster') return manifest;
  const { namespace } = manifest.metadata;
  if (namespace !== undefined && onlyNamespace !== undefined && namespace !== onlyNamespace) {
    throw usageError(
      `${resourceName(manifest)} is meant for namespace ${namespace}, and -n says ${onlyNamespace}`,
      `leave -n out, or use -n ${namespace}`,
    );
  }
  return { ...manifest, metadata: { ...manifest.metadata, namespace: namespace ?? session.namespace } };
}

/** The type that the server has for a manifest. Throws exit 7 where it serves none. */
export async function typedManifest(
  manifest: Manifest,
  session: Session,
  options: { readonly signal: AbortSignal; readonly onlyNamespace: string | undefined },
): Promise<Typed> {
  const { signal } = options;
  const type = await session.during({ verb: 'get' }, () => session.discovery.typeOf(manifest, { signal }));
  if (type !== undefined) return { type, manifest: placed(manifest, type, session, options.onlyNamespace) };
  const own = KIND_IDENTITIES.find((kind) => isOfType(manifest, kind));
  if (own !== undefined) {
    const served = await session.during({ verb: 'get' }, () => session.discovery.versionsOf(own.group, own.kind));
    throw kindNotServed(own, `kubectl ${own.system}`, served);
  }
  throw new CliError({
    exit: EXIT.notServed,
    message: `the cluster does not serve ${manifest.kind} in ${manifest.apiVersion}`,
    why: `${resourceName(manifest)} needs it`,
    fix: 'install its definition first, or correct apiVersion and kind',
  });
}

/** Whether other manifests can only be understood, or stored, once this one is there. */
export function goesFirst(manifest: Manifest): boolean {
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

/** Applies one; what goes wrong with it is an outcome, an interruption is not. */
async function outcomeOf(one: Typed, session: Session, options: ApplyManifestsOptions): Promise<ApplyOutcome> {
  const object = resourceName(one.manifest);
  try {
    const applied = await applyObject(session, one.type, one.manifest, { ...options, fieldManager: options.fieldManager(one.manifest) });
    await options.record({ step: 'apply', object, result: applied.result });
    return { ...one, applied };
  } catch (error) {
    if (options.signal.aborted || !(error instanceof CliError)) throw error;
    await options.record({ step: 'apply', object, result: 'failed' });
    return { ...one, error };
  }
}

/** Applies one after another. Once the server is out of reach, or does not know the user, nothing more is tried. */
async function applyAll(all: readonly Typed[], session: Session, options: ApplyManifestsOptions): Promise<readonly ApplyOutcome[]> {
  const outcomes: ApplyOutcome[] = [];
  for (const one of all) {
    const last = outcomes.at(-1);
    const isLost = last !== undefined && 'error' in last && last.error.exit === EXIT.unreachable;
    const outcome = isLost ? { ...one, error: notTried(one.manifest, last.error) } : await outcomeOf(one, session, options);
    outcomes.push(outcome);
    options.onOutcome(outcome);
  }
  return outcomes;
}

function notTried(manifest: Manifest, cause: CliError): CliError {
  return new CliError({ exit: cause.exit, message: `${resourceName(manifest)} was not applied: the server is out of reach`, cause });
}

/**
 * Applies manifests by server-side apply: Namespaces and CustomResourceDefinitions first, everything else in the order given. What can be
 * checked without a write is checked before the first one and thrown; what fails later is an outcome beside those that went well.
 */
export async function applyManifests(
  session: Session,
  documents: readonly ManifestDocument[],
  options: ApplyManifestsOptions,
): Promise<readonly ApplyOutcome[]> {
  const manifests = documents.map(namedManifest);
  const first = await Promise.all(manifests.filter(goesFirst).map((manifest) => typedManifest(manifest, session, options)));
  const rest = manifests.filter((manifest) => !goesFirst(manifest));
  const definesTypes = first.some(({ manifest }) => isOfType(manifest, CUSTOM_RESOURCE_DEFINITION));
  const checked = definesTypes ? undefined : await Promise.all(rest.map((manifest) => typedManifest(manifest, session, options)));
  const early = await applyAll(first, session, options);
  if (definesTypes && options.dryRun === 'none') await awaitTypes(rest, session, options.signal);
  const later = checked ?? (await Promise.all(rest.map((manifest) => typedManifest(manifest, session, options))));
  return [...early, ...(await applyAll(later, session, options))];
}

/** The server's answers among outcomes that are objects of it, not manifests. */
export function storedObject(outcome: ApplyOutcome): KubeObject | undefined {
  if (!('applied' in outcome)) return undefined;
  const { object } = outcome.applied;
  return 'resourceVersion' in object.metadata ? (object as KubeObject) : undefined;
}
