import { isJsonObject, type JsonObject } from '../../../../kernel/json.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { usageError } from '../../../../output/cli-error.ts';
import { resourceName } from '../../../../output/resource-line.ts';
import type { KindIdentity } from '../../../shared/kind-identity.ts';
import { atPath, nested } from '../../../shared/change/at-path.ts';
import type { ObjectChange } from '../../../shared/change/change-object.ts';
import { groupEntry } from '../../../shared/scale/group-entry.ts';

/** What a person asked for of a group. */
export interface GroupScaling {
  readonly group: string | undefined;
  /** Pods that go first when it shrinks. */
  readonly pods: readonly string[];
  readonly replicas: number;
  /** Hears what it is now and what it becomes, and what speaks against it. */
  readonly say: (line: string) => void;
}

/** Throws a usage error for a kind whose groups cannot say which pods go first. */
export function checkPodsToDelete(kind: KindIdentity, { group, pods }: Pick<GroupScaling, 'group' | 'pods'>): void {
  if (pods.length === 0) return;
  if (kind.kind !== 'MarieCluster') throw usageError(`${kind.plural} cannot say which pods go first`, 'leave --delete-pod out');
  if (group === undefined) throw usageError('--delete-pod needs --group', 'say whose pods they are');
}

function listIn(source: KubeObject | JsonObject, path: readonly string[]): readonly JsonObject[] | undefined {
  const list = atPath(source, path);
  return Array.isArray(list) ? list.filter(isJsonObject) : undefined;
}

/** Kubernetes cuts the names that it makes for pods, before five signs of its own. */
const POD_NAME_BASE = 58;

function checkPod(live: KubeObject, group: string, pods: readonly string[]): void {
  const prefix = `${live.metadata.name}-executor-${group}-`;
  const foreign = pods.find((pod) => !pod.startsWith(prefix.slice(0, POD_NAME_BASE)));
  if (foreign === undefined) return;
  throw usageError(`pod ${foreign} is none of group ${group} of ${resourceName(live)}`, `its pods are called ${prefix}...`);
}

/** Lines about a group that is about to be scaled. */
function wordsOn(entry: JsonObject, { group, replicas }: GroupScaling): readonly string[] {
  const { maxReplicas, minReplicas, replicas: before, suspend } = entry;
  const now = typeof before === 'number' ? String(before) : 'no number of';
  const least = typeof minReplicas === 'number' ? minReplicas : 0;
  const most = typeof maxReplicas === 'number' ? String(maxReplicas) : 'any number';
  return [
    `group ${String(group)}: ${now} -> ${String(replicas)} replicas`,
    ...(minReplicas !== undefined || maxReplicas !== undefined
      ? [
          `warning: group ${String(group)} scales itself between ${String(least)} and ${most}: its demand decides, this number is only where it began`,
        ]
      : []),
    ...(suspend === true ? [`warning: group ${String(group)} is suspended: it has no pods until it is resumed`] : []),
  ];
}

/** The same change of a cluster's group, told, and in it the pods that go first. Changes of other kinds stay as they are. */
export function scaleGroup(kind: KindIdentity, change: ObjectChange, scaling: GroupScaling): ObjectChange {
  const { groups } = kind;
  const { group, pods, say } = scaling;
  if (kind.kind !== 'MarieCluster' || group === undefined || groups === undefined) return change;
  const told = new Set<string>();
  return {
    decide: (live) => {
      const patch = change.decide(live);
      const entry = groupEntry(live, groups, group);
      checkPod(live, group, pods);
      const strategy = isJsonObject(entry['scaleStrategy']) ? entry['scaleStrategy'] : {};
      const isSame = pods.length === 0 || JSON.stringify(strategy['workersToDelete']) === JSON.stringify(pods);
      if (patch === undefined && isSame) return undefined;
      for (const line of wordsOn(entry, scaling)) {
        if (!told.has(line)) say(line);
        told.add(line);
      }
      if (isSame) return patch;
      const list = (patch === undefined ? undefined : listIn(patch, groups.list)) ?? listIn(live, groups.list) ?? [];
      const chosen = list.map((each) =>
        each[groups.key] === group ? { ...each, scaleStrategy: { ...strategy, workersToDelete: [...pods] } } : each,
      );
      return nested(groups.list, chosen);
    },
  };
}
