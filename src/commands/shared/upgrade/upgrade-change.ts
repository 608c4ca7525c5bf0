import type { KubeObject } from '../../../kernel/kube-object.ts';
import { CliError, usageError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { resourceName } from '../../../output/resource-line.ts';
import type { KindIdentity } from '../kind-identity.ts';
import { atPath, nested } from '../change/at-path.ts';
import type { ObjectChange } from '../change/change-object.ts';
import { refuseOwned } from '../change/refuse-owned.ts';
import { hasDigest } from './parse-tag.ts';

/** A kind whose objects run an image with a tag of their own. */
export type UpgradableKind = KindIdentity & { readonly imageTag: readonly string[] };

/** What a person asked for. */
export interface UpgradeRequest {
  readonly to: string;
  /** Take the field over from a controller. */
  readonly force: boolean;
  readonly now: number;
}

function isUpgradable(kind: KindIdentity): kind is UpgradableKind {
  return kind.imageTag !== undefined;
}

/** The kind, if it has an image tag. Throws a usage error that names those that have. */
export function upgradable(kind: KindIdentity, kinds: readonly KindIdentity[]): UpgradableKind {
  if (isUpgradable(kind)) return kind;
  const able = kinds.filter(isUpgradable).map(({ plural }) => plural);
  throw usageError(
    `${kind.plural} cannot be upgraded: they have no image tag`,
    able.length === 0 ? undefined : `these can: ${able.join(', ')}`,
  );
}

/** The tag that an object runs; undefined where it names none. */
export function tagOf(kind: UpgradableKind, object: KubeObject): string | undefined {
  const tag = atPath(object, kind.imageTag);
  return typeof tag === 'string' && tag !== '' ? tag : undefined;
}

function refusePinned(kind: UpgradableKind, live: KubeObject, tag: string): void {
  if (!hasDigest(tag)) return;
  throw new CliError({
    exit: EXIT.conflict,
    message: `cannot upgrade ${resourceName(live)}: .${kind.imageTag.join('.')} is pinned to a digest`,
    why: `it is ${tag}; a tag in its place would take the pin away`,
    fix: 'set the new tag and digest in its manifest, and apply that',
  });
}

/** The change that gives an object of a kind another image tag. */
export function upgradeChange(kind: UpgradableKind, { to, force, now }: UpgradeRequest): ObjectChange {
  return {
    decide: (live) => {
      const tag = tagOf(kind, live);
      if (tag === to) return undefined;
      refusePinned(kind, live, tag ?? '');
      const because = 'it would set its own tag again';
      refuseOwned(live, { verb: 'upgrade', owned: kind.imageTag, field: `.${kind.imageTag.join('.')}`, because, force, now });
      return nested(kind.imageTag, to);
    },
  };
}
