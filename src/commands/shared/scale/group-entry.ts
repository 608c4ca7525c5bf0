import { isJsonObject } from '../../../kernel/json.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import type { GroupList } from '../../../kernel/kind-definition.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { CliError } from '../../../output/cli-error.ts';
import { closest } from '../../../output/closest.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { resourceName } from '../../../output/resource-line.ts';
import { atPath, nested } from '../change/at-path.ts';

function entriesOf(live: KubeObject, groups: GroupList): readonly JsonObject[] {
  const list = atPath(live, groups.list);
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

/** The names of an object's groups. */
export function groupNames(live: KubeObject, groups: GroupList): readonly string[] {
  return entriesOf(live, groups).map((entry) => String(entry[groups.key]));
}

/** The group of that name. Throws (exit 4) with the names that there are. */
export function groupEntry(live: KubeObject, groups: GroupList, name: string): JsonObject {
  const found = entriesOf(live, groups).find((entry) => entry[groups.key] === name);
  if (found !== undefined) return found;
  const names = groupNames(live, groups);
  const suggestion = closest(name, names);
  throw new CliError({
    exit: EXIT.notFound,
    message: `${resourceName(live)} has no group "${name}"`,
    why: names.length === 0 ? 'it has no groups' : `its groups are: ${names.join(', ')}`,
    fix: suggestion === undefined ? undefined : `did you mean --group ${suggestion}?`,
  });
}

/** The merge patch that sets one field of one group: a list goes whole. */
export function groupPatch(live: KubeObject, groups: GroupList, name: string, field: string, value: unknown): JsonObject {
  const list = entriesOf(live, groups).map((entry) => (entry[groups.key] === name ? { ...entry, [field]: value } : entry));
  return nested(groups.list, list);
}
