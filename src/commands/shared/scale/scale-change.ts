import type { KubeObject } from '../../../kernel/kube-object.ts';
import { CliError, usageError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { resourceName } from '../../../output/resource-line.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { atPath, nested } from '../change/at-path.ts';
import type { ObjectChange } from '../change/change-object.ts';
import type { OwnedStep } from '../change/field-owner.ts';
import { groupEntry, groupNames, groupPatch } from './group-entry.ts';
import { refuseOwned } from '../change/refuse-owned.ts';

/** What a person asked for. */
export interface ScaleRequest {
  readonly replicas: number;
  /** Scale only from this number. */
  readonly currentReplicas: number | undefined;
  readonly group: string | undefined;
  /** Take the field over from a controller. */
  readonly force: boolean;
  readonly now: number;
}

/** The place of the number: its path, how a message names it, and what it is now. */
interface Place {
  readonly owned: readonly OwnedStep[];
  readonly field: string;
  readonly current: unknown;
}

/** Whether a number of pods can be set on objects of a kind. */
export function isScalable(kind: KindIdentity): boolean {
  return kind.replicas !== undefined || kind.groups?.replicas !== undefined;
}

/** Throws a usage error for a kind that cannot be scaled, or not in this way. */
export function checkScalable(kind: KindIdentity, group: string | undefined, kinds: readonly KindIdentity[]): void {
  if (!isScalable(kind)) {
    const able = kinds.filter(isScalable).map(({ plural }) => plural);
    throw usageError(`${kind.plural} cannot be scaled`, able.length === 0 ? undefined : `these can: ${able.join(', ')}`);
  }
  if (group !== undefined && kind.groups?.replicas === undefined) throw usageError(`${kind.plural} have no groups`, 'leave --group out');
}

function placeOf(kind: KindIdentity, live: KubeObject, group: string | undefined): Place {
  const { groups, replicas } = kind;
  if (group === undefined && replicas !== undefined) {
    return { owned: replicas, field: `.${replicas.join('.')}`, current: atPath(live, replicas) };
  }
  if (groups?.replicas === undefined) throw usageError(`${kind.plural} cannot be scaled`);
  if (group === undefined) {
    const names = groupNames(live, groups);
    throw usageError(
      `${resourceName(live)} is scaled group by group`,
      names.length === 0 ? 'it has no groups yet: add one to its manifest' : `say which: --group ${names.join('|')}`,
    );
  }
  const entry = groupEntry(live, groups, group);
  return {
    owned: [...groups.list, { key: groups.key, is: group }, groups.replicas],
    field: `.${groups.list.join('.')}[${group}].${groups.replicas}`,
    current: entry[groups.replicas],
  };
}

/** The change that gives an object of a kind another number of pods. */
export function scaleChange(kind: KindIdentity, request: ScaleRequest): ObjectChange {
  const { replicas, currentReplicas, group } = request;
  const bySubresource = group === undefined && kind.scale !== undefined;
  return {
    decide: (live) => {
      const place = placeOf(kind, live, group);
      if (currentReplicas !== undefined && place.current !== currentReplicas) {
        throw new CliError({
          exit: EXIT.conflict,
          message: `${resourceName(live)} has ${typeof place.current === 'number' ? place.current : 'no number of'} replicas, and --current-replicas says ${currentReplicas}`,
          fix: 'look at it again, then say the number that it has',
        });
      }
      if (place.current === replicas) return undefined;
      const { force, now } = request;
      const because = 'it would set its own number again';
      refuseOwned(live, { verb: 'scale', owned: place.owned, field: place.field, because, force, now });
      if (group !== undefined && kind.groups?.replicas !== undefined) {
        return groupPatch(live, kind.groups, group, kind.groups.replicas, replicas);
      }
      return nested(kind.replicas ?? [], replicas);
    },
    ...(bySubresource && { scale: { spec: { replicas } } }),
  };
}
