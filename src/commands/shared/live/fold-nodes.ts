import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { LiveNode } from '../../../ui/live-source.ts';
import { childState } from '../describe-object/child-state.ts';
import type { OwnedObject } from '../describe-object/owned-objects.ts';
import { nodeHealth } from './node-health.ts';
import { oneLine } from './one-line.ts';

/** From so many numbers on, a run of them is told by its ends. */
const LISTED = 3;

function commonStart(names: readonly string[]): string {
  const [first = '', ...others] = names;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}

/** One name for several: `vision-{0,1}`, `data-{0..7}-db`, `web-*`. */
export function foldedName(names: readonly string[]): string {
  const start = commonStart(names).replace(/\d+$/, '');
  const rests = names.map((name) => name.slice(start.length));
  const numbers = rests.map((rest) => /^(\d+)(.*)$/.exec(rest));
  const [tail] = numbers.map((match) => match?.[2]);
  if (tail === undefined || numbers.some((match) => match?.[2] !== tail)) return `${start}*`;
  const sorted = numbers.map((match) => Number(match?.[1])).toSorted((left, right) => left - right);
  const [low = 0, high = 0] = [sorted.at(0), sorted.at(-1)];
  const isRun = high - low === sorted.length - 1;
  if (sorted.length > LISTED && !isRun) return `${start}*`;
  return `${start}{${sorted.length > LISTED ? `${String(low)}..${String(high)}` : sorted.join(',')}}${tail}`;
}

/** What a rollout left behind: it has no pods and wants none. */
function isSpent({ kind, spec }: KubeObject): boolean {
  return kind === 'ReplicaSet' && isJsonObject(spec) && spec['replicas'] === 0;
}

/** The tree of what belongs to an object (`parentUid`), equal siblings as one. */
export function foldNodes(owned: readonly OwnedObject[], parentUids: readonly string[]): readonly LiveNode[] {
  const own = owned
    .filter(({ parentUid }) => parentUids.includes(parentUid))
    .map(({ object }) => object)
    .filter((object) => !isSpent(object));
  const alike = (object: KubeObject): string => JSON.stringify([object.kind, childState(object), nodeHealth(object)]);
  return [...Map.groupBy(own, alike).values()].flatMap((group): LiveNode[] => {
    const [first] = group;
    if (first === undefined) return [];
    const names = group.map(({ metadata }) => metadata.name);
    return [
      {
        label: `${first.kind}/${names.length === 1 ? names.join('') : foldedName(names)}`,
        relation: 'child',
        health: nodeHealth(first),
        state: oneLine(childState(first)),
        count: group.length,
        children: foldNodes(
          owned,
          group.map(({ metadata }) => metadata.uid),
        ),
      },
    ];
  });
}
