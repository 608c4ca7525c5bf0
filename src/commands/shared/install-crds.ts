import { CUSTOM_RESOURCE_DEFINITION as CRD } from '../../kernel/builtin-types.ts';
import { isApiError } from '../../cluster/api-error.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { firstDifference } from '../../kernel/semantic-equality.ts';
import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { resourceLine, resourceName } from '../../output/resource-line.ts';
import type { DryRun } from '../../output/resource-line.ts';
import type { CrdFile } from './crd-files.ts';
import { crdState } from './crd-object.ts';
import type { CustomResourceDefinitionLike } from './crd-object.ts';
import { conflictText, fieldConflicts } from './apply/field-conflicts.ts';
import { loadKinds } from './apply/load-kinds.ts';
import { crdIntent, foreignManagers, lostVersions, otherManagers } from './crd-ownership.ts';
import { poll } from './poll.ts';
import type { Session } from './session.ts';
import type { StepRecord } from './step-records.ts';

export interface InstallOptions {
  readonly dryRun: DryRun;
  /** Take over a CRD that someone else put there, and fields of ours that someone else changed. */
  readonly adopt: boolean;
  /** How usage texts name the program. */
  readonly bin: string;
  readonly now: () => number;
  readonly fieldManager: (file: CrdFile) => string;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  readonly record: (record: StepRecord) => Promise<void>;
  /** Told of each stored object that a definition does not let in any more. */
  readonly warn: (text: string) => void;
}

/** The CRD as the server has it, if it has it. */
export async function readCrd(session: Session, name: string, signal: AbortSignal): Promise<CustomResourceDefinitionLike | undefined> {
  return await session.during({ verb: 'get', type: CRD, name }, async () => {
    try {
      return (await session.api.get(CRD, { name }, { signal })) as CustomResourceDefinitionLike;
    } catch (error) {
      if (isApiError(error, 'NotFound')) return undefined;
      throw error;
    }
  });
}

async function applyCrd(
  session: Session,
  file: CrdFile,
  options: InstallOptions,
  flags: { dryRun: boolean; force: boolean },
): Promise<KubeObject> {
  const { signal } = options;
  const { name } = file.manifest.metadata;
  const { object } = await session.during({ verb: 'patch', type: CRD, name }, () =>
    session.api.apply(CRD, file.manifest, { ...flags, signal, fieldManager: options.fieldManager(file) }),
  );
  return object;
}

function intentOf(object: KubeObject): string {
  return crdIntent(object as CustomResourceDefinitionLike);
}

/** A CRD is told Established a moment before its storage answers: whoever lists at once would be refused. */
async function answersLists(session: Session, kind: CrdFile['kind'], signal: AbortSignal): Promise<boolean> {
  try {
    await session.api.list(kind, { limit: 1, signal });
    return true;
  } catch (error) {
    if (isApiError(error, 'NotFound', 'TooManyRequests', 'ServiceUnavailable')) return false;
    // Whoever may install need not be allowed to read.
    if (isApiError(error, 'Forbidden')) return true;
    throw error;
  }
}

/** Throws where others have changed fields of ours since the CRD was installed: an apply may not take them back unasked. */
async function checkOwn(session: Session, file: CrdFile, live: CustomResourceDefinitionLike, options: InstallOptions): Promise<void> {
  const { name } = file.manifest.metadata;
  const clash = await session.during({ verb: 'patch', type: CRD, name }, async () => {
    try {
      await session.api.apply(CRD, file.manifest, { dryRun: true, signal: options.signal, fieldManager: options.fieldManager(file) });
      return undefined;
    } catch (error) {
      if (isApiError(error, 'Conflict') && fieldConflicts(error).length > 0) return error;
      throw error;
    }
  });
  if (clash === undefined) return;
  throw new CliError({
    exit: EXIT.conflict,
    message: `CustomResourceDefinition ${name} was changed by someone else after it was installed`,
    why: fieldConflicts(clash)
      .map((one) => conflictText(one, live, options.now()))
      .join('; '),
    fix: `${options.bin} install --adopt takes these fields back; what was changed in them is lost`,
    cause: clash,
  });
}

/**
 * Throws where applying would take a CRD, or fields of ours in it, away from whoever put them there (allowed by `adopt`), or would drop a
 * version that objects are stored in (never allowed). A foreign CRD that reads the same as ours is no obstacle: nothing of it would change.
 */
async function checkLive(session: Session, file: CrdFile, live: CustomResourceDefinitionLike, options: InstallOptions): Promise<void> {
  const { name } = file.manifest.metadata;
  const lost = lostVersions(live, file.manifest);
  if (lost.length > 0) {
    throw new CliError({
      exit: EXIT.conflict,
      message: `CustomResourceDefinition ${name} would be downgraded`,
      why: `objects may be stored in ${lost.join(', ')}, which this version of the program does not have`,
      fix: 'use the newer version of this program that installed it',
    });
  }
  if (options.adopt) return;
  const managers = foreignManagers(live, options.fieldManager(file));
  if (managers === undefined) {
    if (otherManagers(live, options.fieldManager(file)).length > 0) await checkOwn(session, file, live, options);
    return;
  }
  const applied = await applyCrd(session, file, options, { dryRun: true, force: true });
  if (intentOf(applied) === intentOf(live)) return;
  throw new CliError({
    exit: EXIT.conflict,
    message: `CustomResourceDefinition ${name} was put there by someone else and differs from ours`,
    why: `it is managed by ${managers}`,
    fix: `${options.bin} install --adopt takes it over; what it has and ours has not is lost`,
  });
}

/** What applying the file does (or, in a dry run, would do) to the CRD as it was read. */
async function applyTo(
  session: Session,
  file: CrdFile,
  live: CustomResourceDefinitionLike | undefined,
  options: InstallOptions,
): Promise<string> {
  if (options.dryRun === 'client') {
    if (live === undefined) return 'created';
    return firstDifference(file.manifest, live) === undefined ? 'unchanged' : 'configured';
  }
  const foreign = live !== undefined && foreignManagers(live, options.fieldManager(file)) !== undefined;
  const after = await applyCrd(session, file, options, { dryRun: options.dryRun === 'server', force: foreign || options.adopt });
  if (live === undefined) return 'created';
  return intentOf(live) === intentOf(after) ? 'unchanged' : 'configured';
}

/**
 * Applies the CRDs and says of each whether it was created, configured or unchanged. All are checked before one is written, and with them the
 * stored objects where a definition accepts less than before.
 */
export async function installCrds(session: Session, files: readonly CrdFile[], options: InstallOptions): Promise<void> {
  const checked = await Promise.all(
    files.map(async (file) => {
      const live = await readCrd(session, file.manifest.metadata.name, options.signal);
      if (live !== undefined) await checkLive(session, file, live, options);
      return { file, live };
    }),
  );
  const changed = checked.filter(({ file, live }) => live !== undefined && firstDifference(file.manifest, live) !== undefined);
  const kinds = changed.length === 0 ? [] : await loadKinds();
  const { checkStored } = await import('./migrate/check-stored.ts');
  for (const { file, live } of changed) if (live !== undefined) await checkStored(session, file, live, { ...options, kinds });
  for (const { file, live } of checked) {
    const result = await applyTo(session, file, live, options);
    options.print(resourceLine(file.manifest, result, options.dryRun));
    await options.record({ step: 'apply', object: resourceName(file.manifest), result });
  }
}

/** How to wait. `once`: a single look, and a timeout error if it is not there yet. */
export interface EstablishedOptions {
  readonly once: boolean;
  /** Hears what is waited for. */
  readonly tell: (waiting: string) => void;
}

async function isEstablished(session: Session, name: string, signal: AbortSignal, options: EstablishedOptions): Promise<boolean> {
  const live = await readCrd(session, name, signal);
  const state = live === undefined ? ({ is: 'waiting', for: 'the object itself' } as const) : crdState(live);
  if (state.is === 'established') return true;
  if (state.is === 'rejected') {
    throw new CliError({
      exit: EXIT.conflict,
      message: `the server does not accept the names of CustomResourceDefinition ${name}`,
      why: state.why,
      fix: 'remove the other definition that has these names',
    });
  }
  options.tell(`${name}: ${state.for}`);
  if (!options.once) return false;
  throw new CliError({
    exit: EXIT.timeout,
    message: `CustomResourceDefinition ${name} is not served yet`,
    why: `waiting for ${state.for}`,
    fix: 'look again, or wait with --timeout=60s',
  });
}

/** Waits until the server serves every CRD. Throws if it never will (its names are taken: exit 6). */
export async function waitEstablished(
  session: Session,
  files: readonly CrdFile[],
  signal: AbortSignal,
  options: EstablishedOptions,
): Promise<void> {
  await Promise.all(
    files.map(async ({ manifest, kind }) => {
      await poll(signal, () => isEstablished(session, manifest.metadata.name, signal, options));
      if (!options.once) await poll(signal, () => answersLists(session, kind, signal));
    }),
  );
}
