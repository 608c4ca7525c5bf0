import { isOfType } from '../../../kernel/resource-type.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { resourceName } from '../../../output/resource-line.ts';
import { keyOfManifest, readLive } from '../apply/apply-object.ts';
import { goesFirst, namedManifest, typedManifest } from '../apply-manifests.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';
import type { ManifestDocument } from '../read-manifests.ts';
import { readObjects } from '../read-objects.ts';
import type { Scope } from '../read-objects.ts';
import type { Session } from '../session.ts';
import type { Target } from '../targets.ts';
import type { Doomed } from './doomed.ts';

/** What was found of what is to go, and an error for each name that there is not. */
export interface FoundDoomed {
  readonly doomed: readonly Doomed[];
  readonly missing: readonly CliError[];
}

/** The objects that words name: by name, or by `--all` and selectors where a target names none. */
export async function doomedByWords(session: Session, targets: readonly Target[], scope: Scope): Promise<FoundDoomed> {
  const results = await Promise.all(
    targets.map(async (target) => {
      const { found, missing } = await readObjects(session, target, scope);
      return { doomed: found.map((object) => ({ type: target.kind, kind: target.kind, object })), missing };
    }),
  );
  return { doomed: results.flatMap(({ doomed }) => doomed), missing: results.flatMap(({ missing }) => missing) };
}

/**
 * The objects that manifests name, our kinds first, so that what they need to clean up after themselves is still there. Namespaces and
 * CustomResourceDefinitions are left alone and told: everything in them would go too.
 */
export async function doomedByManifests(
  session: Session,
  documents: readonly ManifestDocument[],
  options: {
    readonly onlyNamespace: string | undefined;
    readonly ignoreNotFound: boolean;
    readonly signal: AbortSignal;
    readonly tell: (line: string) => void;
  },
): Promise<FoundDoomed> {
  const manifests = documents.map(namedManifest);
  for (const manifest of manifests.filter(goesFirst))
    options.tell(`note: ${resourceName(manifest)} is left alone: everything in it would go too\n`);
  const typed = await Promise.all(
    manifests.filter((manifest) => !goesFirst(manifest)).map((manifest) => typedManifest(manifest, session, options)),
  );
  const looked = await Promise.all(
    typed.map(async ({ manifest, type }) => ({
      manifest,
      type,
      object: await readLive(session, type, keyOfManifest(manifest), options.signal),
    })),
  );
  const doomed = looked.flatMap(({ manifest, type, object }): Doomed[] => {
    if (object === undefined) return [];
    const kind = KIND_IDENTITIES.find((candidate) => isOfType(manifest, candidate));
    return [{ type, object, ...(kind !== undefined && { kind }) }];
  });
  const missing = looked
    .filter(({ object }) => object === undefined && !options.ignoreNotFound)
    .map(({ manifest: { kind, metadata } }) => {
      const where = metadata.namespace === undefined ? '' : ` in namespace ${metadata.namespace}`;
      return new CliError({
        exit: EXIT.notFound,
        message: `${kind} ${metadata.name}${where} not found`,
        fix: '--ignore-not-found passes it over',
      });
    });
  return { doomed: doomed.toSorted((left, right) => Number(left.kind === undefined) - Number(right.kind === undefined)), missing };
}
