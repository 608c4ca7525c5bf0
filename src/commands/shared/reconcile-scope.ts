import { keyOf, parseKey, type KubeObject } from '../../kernel/kube-object.ts';
import { usageError } from '../../output/cli-error.ts';
import type { Scope } from '../../reconcile/engine/caches.ts';
import { isInShard, type Shard } from '../../kernel/shard.ts';
import type { Outside } from '../../cluster/outside.ts';
import { SYSTEMS, type AnyReconciler, type System } from '../../registry.ts';
import type { EntryPoint } from './entry-point.ts';
import { parseTargets, type Target } from './targets.ts';

/** Objects with this label are only worked on by loops with the same `--watch-filter`. */
const WATCH_FILTER_LABEL = 'aistack.dev/watch-filter';

/** What a run of `reconcile` works on. */
export interface ReconcileScope {
  readonly systems: readonly System[];
  readonly reconcilers: readonly AnyReconciler[];
  readonly scope: Scope;
  readonly selects: (reconciler: AnyReconciler, primary: KubeObject) => boolean;
}

export interface ReconcileScopeOptions {
  readonly entry: EntryPoint;
  /** `TYPE`, `TYPE NAME…`, `TYPE/NAME…` from the command line. */
  readonly words: readonly string[];
  /** `--only TYPE[/NAME]`. */
  readonly only: readonly string[];
  /** Absent: all namespaces, or `namespaces`. */
  readonly namespace?: string | undefined;
  /** Several. */
  readonly namespaces?: readonly string[] | undefined;
  readonly selector?: string | undefined;
  readonly watchFilter?: string | undefined;
  /** The part of the primaries that is worked on; absent: all. */
  readonly shard?: Shard | undefined;
  /** What the ports of the reconcilers use. */
  readonly outside: Outside;
}

/** One target per kind: names given in several places add up, and a type that is also named without names is still limited to them. */
function targetsOf(options: ReconcileScopeOptions): readonly Target[] {
  const { entry, words, only } = options;
  const all = [...parseTargets(words, entry), ...only.flatMap((word) => parseTargets([word], entry))];
  return [...Map.groupBy(all, ({ kind }) => kind)].map(([kind, same]) => ({
    kind,
    names: [...new Set(same.flatMap(({ names }) => names))],
  }));
}

function selectorOf(options: ReconcileScopeOptions): { readonly labelSelector?: string } {
  const parts = [options.selector, options.watchFilter === undefined ? undefined : `${WATCH_FILTER_LABEL}=${options.watchFilter}`];
  const labelSelector = parts.filter((part) => part !== undefined && part !== '').join(',');
  return labelSelector === '' ? {} : { labelSelector };
}

/** Loads the reconcilers of the chosen kinds. Throws a usage error for a kind that this program does not reconcile. */
export async function reconcileScope(options: ReconcileScopeOptions): Promise<ReconcileScope> {
  const { entry } = options;
  const targets = targetsOf(options);
  const loaded: { readonly system: System; readonly reconciler: AnyReconciler }[] = [];
  for (const system of SYSTEMS.filter(({ id }) => entry.systems.includes(id))) {
    for (const reconciler of await system.load(options.outside)) loaded.push({ system, reconciler });
  }
  const unsupported = targets.find(
    ({ kind }) => !loaded.some(({ reconciler }) => reconciler.kind.kind === kind.kind && reconciler.kind.group === kind.group),
  );
  if (unsupported !== undefined) throw usageError(`${unsupported.kind.kind} cannot be reconciled by this version`, `${entry.bin} version`);
  const targetOf = ({ kind }: AnyReconciler): Target | undefined =>
    targets.find((target) => target.kind.kind === kind.kind && target.kind.group === kind.group);
  const chosen = loaded.filter(({ reconciler }) => targets.length === 0 || targetOf(reconciler) !== undefined);
  if (chosen.length === 0) throw usageError(`${entry.bin} has nothing to reconcile in this version`, 'kubectl aistack version');
  const namespaces = options.namespaces ?? (options.namespace === undefined ? undefined : [options.namespace]);
  const names = new Map(chosen.map(({ reconciler }) => [reconciler, new Set(targetOf(reconciler)?.names ?? [])]));
  return {
    systems: [...new Set(chosen.map(({ system }) => system))],
    reconcilers: chosen.map(({ reconciler }) => reconciler),
    scope: {
      ...(namespaces === undefined ? {} : { namespaces }),
      ...(options.shard === undefined ? {} : { shard: options.shard }),
      ...selectorOf(options),
    },
    selects: (reconciler, primary) => {
      if (!isInShard(options.shard, keyOf(primary.metadata))) return false;
      const wanted = names.get(reconciler);
      return wanted === undefined || wanted.size === 0 || wanted.has(primary.metadata.name);
    },
  };
}

/** What was named and is not there, as `Kind name`. `seen` gives the keys that there are. Over all namespaces any of them will do. */
export function missingNames(
  scope: ReconcileScope,
  options: ReconcileScopeOptions,
  seen: (reconciler: AnyReconciler) => readonly string[],
): readonly string[] {
  return targetsOf(options).flatMap(({ kind, names }) => {
    const reconciler = scope.reconcilers.find((candidate) => candidate.kind.kind === kind.kind && candidate.kind.group === kind.group);
    if (reconciler === undefined) return [];
    const present = new Set(seen(reconciler).map((key) => parseKey(key).name));
    return names.filter((name) => !present.has(name)).map((name) => `${kind.kind} ${name}`);
  });
}
