import type { KindDefinition } from '../../../kernel/kind-definition.ts';
import { firstDifference } from '../../../kernel/semantic-equality.ts';
import { cliFieldManager } from '../../../registry.ts';
import type { CrdFile } from '../crd-files.ts';
import type { CustomResourceDefinitionLike } from '../crd-object.ts';
import { foreignManagers, lostVersions, otherManagers } from '../crd-ownership.ts';
import { readCrd } from '../install-crds.ts';
import type { Session } from '../session.ts';
import { definitionDelta } from './definition-delta.ts';
import type { DefinitionItem, Finding } from './migration-plan.ts';
import { refusedObjects, type RefusedObjects } from './refused-objects.ts';
import { servedVersion } from './served-version.ts';

/** A definition in the plan, and what stands in its way. */
export interface PlannedDefinition {
  readonly item: DefinitionItem;
  readonly findings: readonly Finding[];
}

interface DefinitionOptions {
  readonly namespace: string | undefined;
  readonly signal: AbortSignal;
}

/** The scope of its objects where it is not that of ours. */
function scopeApart({ spec }: CustomResourceDefinitionLike, kind: KindDefinition): string | undefined {
  const { scope } = spec as { readonly scope?: unknown };
  return typeof scope === 'string' && scope !== kind.scope ? scope : undefined;
}

function findingsOf(
  item: DefinitionItem,
  lost: readonly string[],
  refused: RefusedObjects,
  otherScope: string | undefined,
): readonly Finding[] {
  const about = `definition ${item.name}`;
  const found: Finding[] = [];
  if (lost.length > 0) {
    found.push({
      weight: 'blocks',
      about,
      message: `objects may be stored in ${lost.join(', ')}, which this version of the program does not have`,
      fix: 'use a version of this program that has it, or write all objects anew in a version that stays and take it out of status.storedVersions',
    });
  }
  if (otherScope !== undefined) {
    found.push({
      weight: 'blocks',
      about,
      message: `its objects are of scope ${otherScope}, and ours are not: no server changes that`,
      fix: 'save its objects, delete it with them, and run this again: ours is made anew',
    });
  }
  for (const { field, message, namespace, object } of item.refused) {
    found.push({
      // Under our own definition it stands as it did before: our operator says so and leaves its children alone.
      weight: item.is === 'ours' ? 'by hand' : 'blocks',
      about: `${object}${namespace === undefined ? '' : ` in namespace ${namespace}`}`,
      message: `${field}: ${message}`,
      fix: `kubectl edit ${object}${namespace === undefined ? '' : ` -n ${namespace}`}`,
    });
  }
  if (!refused.seen)
    found.push({ weight: 'note', about, message: 'you may not list its objects: whether our schema accepts them cannot be said' });
  const gone = item.versions.filter((version) => !lost.includes(version));
  if (gone.length > 0) found.push({ weight: 'note', about, message: `${gone.join(', ')} will no longer be served` });
  if (item.lost.length > 0)
    found.push({ weight: 'note', about, message: `what objects have in ${item.lost.join(', ')} is dropped at their next write` });
  return found;
}

/** Compares a definition in the cluster with ours, and every stored object with our schema. Writes nothing. */
export async function planDefinition(
  session: Session,
  file: CrdFile,
  kind: KindDefinition,
  { namespace, signal }: DefinitionOptions,
): Promise<PlannedDefinition> {
  const { name } = file.manifest.metadata;
  const live = await readCrd(session, name, signal);
  const bare = { name, managers: [], versions: [], lost: [], tightened: [], storedVersions: [], refused: [], moreRefused: 0 };
  if (live === undefined) return { item: { ...bare, is: 'absent' }, findings: [] };
  const fieldManager = cliFieldManager(kind.system);
  const isForeign = foreignManagers(live, fieldManager) !== undefined;
  const reads = firstDifference(file.manifest, live) === undefined;
  const { lost, tightened, versions } = definitionDelta(live, file.manifest);
  const isTheSame = reads && lost.length + tightened.length + versions.length === 0;
  const refused = await refusedObjects(session, kind, { version: servedVersion(live, kind.version), namespace, signal });
  const item: DefinitionItem = {
    name,
    is: isForeign ? (isTheSame ? 'same' : 'foreign') : 'ours',
    managers: otherManagers(live, fieldManager),
    versions,
    lost,
    tightened,
    storedVersions: live.status?.storedVersions ?? [],
    refused: refused.named,
    moreRefused: refused.more,
  };
  return { item, findings: findingsOf(item, lostVersions(live, file.manifest), refused, scopeApart(live, kind)) };
}
