import { isApiError } from '../../../cluster/api-error.ts';
import { NAMESPACE } from '../../../kernel/builtin-types.ts';
import { canonicalJson } from '../../../kernel/hash.ts';
import type { KubeObject, Manifest } from '../../../kernel/kube-object.ts';
import { firstDifference } from '../../../kernel/semantic-equality.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { resourceLine, resourceName, type DryRun } from '../../../output/resource-line.ts';
import { conflictText, fieldConflicts } from '../apply/field-conflicts.ts';
import type { Session } from '../session.ts';
import type { StepRecord } from '../step-records.ts';
import { poll } from '../poll.ts';
import { isAppliedBy, managersOf } from './object-owners.ts';
import { operatorType } from './operator-types.ts';

export interface ApplyOperatorOptions {
  readonly session: Session;
  readonly fieldManager: string;
  readonly dryRun: DryRun;
  /** Take over what someone else put there. */
  readonly adopt: boolean;
  readonly bin: string;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  readonly record: (record: StepRecord) => Promise<void>;
}

/** A manifest, and what is there under its name. */
interface Checked {
  readonly manifest: Manifest;
  readonly live: KubeObject | undefined;
}

/** What others may have put into these is not merged with ours: their selectors and role references cannot be changed, and a container's `command` of theirs would stay. */
const REPLACED: readonly string[] = ['Deployment', 'RoleBinding', 'ClusterRoleBinding'];

async function read(manifest: Manifest, { session, signal }: ApplyOperatorOptions): Promise<KubeObject | undefined> {
  const type = operatorType(manifest);
  const { name, namespace } = manifest.metadata;
  return await session.during({ verb: 'get', type, name, namespace }, async () => {
    try {
      return await session.api.get(type, namespace === undefined ? { name } : { name, namespace }, { signal });
    } catch (error) {
      if (isApiError(error, 'NotFound')) return undefined;
      throw error;
    }
  });
}

function called({ kind, metadata: { name, namespace } }: Manifest | KubeObject): string {
  return `${kind} ${name}${namespace === undefined ? '' : ` in namespace ${namespace}`}`;
}

/** Throws where applying would take something away from whoever put it there. */
function check({ manifest, live }: Checked, { fieldManager, adopt, bin }: ApplyOperatorOptions): void {
  if (live === undefined) return;
  if (live.metadata.deletionTimestamp !== undefined) {
    const fix = `wait until it is gone: kubectl wait --for=delete ${resourceName(live)}`;
    throw new CliError({ exit: EXIT.conflict, message: `${called(manifest)} is being deleted`, fix });
  }
  // A namespace that is there is used as it is.
  if (adopt || manifest.kind === NAMESPACE.kind || isAppliedBy(live, fieldManager) || firstDifference(manifest, live) === undefined) return;
  throw new CliError({
    exit: EXIT.conflict,
    message: `${called(manifest)} was put there by someone else and differs from ours`,
    why: `it is managed by ${managersOf(live)}`,
    fix: `${bin} install operator --adopt takes it over; what it has and ours has not is lost`,
  });
}

async function replace({ manifest, live }: Checked & { readonly live: KubeObject }, options: ApplyOperatorOptions): Promise<void> {
  const { session, signal } = options;
  const { name, namespace, uid } = live.metadata;
  const type = operatorType(manifest);
  const key = namespace === undefined ? { name } : { name, namespace };
  await session.during({ verb: 'delete', type, ...key }, () => session.api.remove(type, key, { uid, propagation: 'Background', signal }));
  await poll(signal, async () => (await read(manifest, options))?.metadata.uid !== uid);
}

/** What others write beside what we apply. */
const NOT_OURS: readonly string[] = ['metadata', 'status'];
const REVISION = 'deployment.kubernetes.io/revision';

/** What is compared of an object to tell whether a write has changed it. */
function meaning(object: KubeObject): string {
  const { labels = {}, annotations = {} } = object.metadata;
  const said = Object.entries(object).filter(([field]) => !NOT_OURS.includes(field));
  const notes = Object.entries(annotations).filter(([name]) => name !== REVISION);
  return canonicalJson({ ...Object.fromEntries(said), labels, annotations: Object.fromEntries(notes) });
}

async function send(manifest: Manifest, live: KubeObject | undefined, force: boolean, options: ApplyOperatorOptions): Promise<KubeObject> {
  const { session, fieldManager, dryRun, signal, bin, now } = options;
  const type = operatorType(manifest);
  const { name, namespace } = manifest.metadata;
  return await session.during({ verb: 'patch', type, name, namespace }, async () => {
    try {
      return (await session.api.apply(type, manifest, { fieldManager, force, dryRun: dryRun === 'server', signal })).object;
    } catch (error) {
      if (!isApiError(error, 'Conflict') || fieldConflicts(error).length === 0) throw error;
      throw new CliError({
        exit: EXIT.conflict,
        message: `${called(manifest)} was changed by someone else after it was installed`,
        why: fieldConflicts(error)
          .map((one) => conflictText(one, live, now()))
          .join('; '),
        fix: `${bin} install operator --adopt takes these fields back; what was changed in them is lost`,
        cause: error,
      });
    }
  });
}

/** Whether what somebody else put there is deleted and ours made in its place. */
function isReplaced({ manifest, live }: Checked, { adopt, fieldManager }: ApplyOperatorOptions): boolean {
  if (!adopt || live === undefined || !REPLACED.includes(manifest.kind)) return false;
  return !isAppliedBy(live, fieldManager) && firstDifference(manifest, live) !== undefined;
}

async function applyOne(checked: Checked, options: ApplyOperatorOptions, isHome: (namespace: string) => boolean): Promise<string> {
  const { manifest, live } = checked;
  const { dryRun, adopt, fieldManager } = options;
  const { namespace } = manifest.metadata;
  const isForeign = live !== undefined && !isAppliedBy(live, fieldManager);
  if (isForeign && manifest.kind === NAMESPACE.kind) return 'unchanged';
  const same = live !== undefined && firstDifference(manifest, live) === undefined;
  // In a dry run nothing can be tried in a namespace that is not there yet.
  if (dryRun === 'client' || (dryRun === 'server' && namespace !== undefined && !isHome(namespace)))
    return live === undefined ? 'created' : same ? 'unchanged' : 'configured';
  if (live !== undefined && isReplaced(checked, options)) {
    if (dryRun === 'none') {
      await replace({ manifest, live }, options);
      await send(manifest, undefined, false, options);
    }
    return 'replaced';
  }
  const after = await send(manifest, live, adopt, options);
  if (live === undefined) return 'created';
  return meaning(live) === meaning(after) ? 'unchanged' : 'configured';
}

/**
 * Looks at everything before anything is written. Throws where something is there that someone else put there (exit 6), unless it is adopted. Gives
 * what will be deleted to make room for ours.
 */
export async function checkOperator(manifests: readonly Manifest[], options: ApplyOperatorOptions): Promise<readonly KubeObject[]> {
  const found = await Promise.all(manifests.map(async (manifest) => ({ manifest, live: await read(manifest, options) })));
  for (const checked of found) check(checked, options);
  return found.flatMap((checked) => (checked.live !== undefined && isReplaced(checked, options) ? [checked.live] : []));
}

/** Applies the manifests in their order and says of each what became of it. */
export async function applyOperator(manifests: readonly Manifest[], options: ApplyOperatorOptions): Promise<void> {
  const homes = new Map<string, boolean>();
  for (const manifest of manifests) {
    const { namespace } = manifest.metadata;
    if (namespace !== undefined && !homes.has(namespace)) {
      const home = await read({ apiVersion: 'v1', kind: NAMESPACE.kind, metadata: { name: namespace } }, options);
      homes.set(namespace, home !== undefined);
    }
    const live = await read(manifest, options);
    const checked = { manifest, live };
    check(checked, options);
    const result = await applyOne(checked, options, (name) => homes.get(name) === true);
    options.print(resourceLine(manifest, result, options.dryRun));
    await options.record({ step: 'apply', object: resourceName(manifest), result });
  }
}
