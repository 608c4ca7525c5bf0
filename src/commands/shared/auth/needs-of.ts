import type { AnyReconciler } from '../../../registry.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import type { KindIdentity } from '../kind-identity.ts';
import type { CommandRights, OtherRight } from './command-rights.ts';
import { distinct } from './rule.ts';
import type { Need, Verb } from './rule.ts';

/** For whom the rights are worked out. */
export interface NeedsOptions {
  readonly kinds: readonly KindIdentity[];
  /** Of these kinds: only looked at where the command needs the children's rights. */
  readonly reconcilers: readonly AnyReconciler[];
  /** With what a command can do without. */
  readonly optional: boolean;
}

function on(type: Pick<ResourceType, 'group' | 'plural' | 'scope'>, verbs: readonly Verb[], subresource?: string): readonly Need[] {
  const resource = subresource === undefined ? type.plural : `${type.plural}/${subresource}`;
  return verbs.map((verb) => ({ group: type.group, resource, verb, ofCluster: type.scope === 'Cluster' }));
}

function others(rights: readonly OtherRight[] | undefined): readonly Need[] {
  return (rights ?? []).flatMap(({ type, verbs }) => on(type, verbs));
}

function ownNeeds(rights: CommandRights, kind: KindIdentity): readonly Need[] {
  const { own = [], status = [], scale = [], everywhere } = rights;
  const bySubresource = kind.scale !== undefined && scale.length > 0;
  // Groups are no single number: they have no subresource.
  const verbs = bySubresource && kind.groups === undefined ? own.filter((verb) => verb !== 'patch') : own;
  const isOut = scale.length > 0 && kind.replicas === undefined && kind.groups?.replicas === undefined;
  const at = everywhere === true ? { ...kind, scope: 'Cluster' as const } : kind;
  return isOut ? [] : [...on(at, verbs), ...on(at, status, 'status'), ...(bySubresource ? on(at, scale, 'scale') : [])];
}

function childNeeds(verbs: readonly Verb[], { children }: AnyReconciler): readonly Need[] {
  return children.flatMap(({ kept, type }) => on(type, kept === true ? verbs.filter((verb) => verb !== 'delete') : verbs));
}

function declaredNeeds({ rights }: AnyReconciler): readonly Need[] {
  return rights.flatMap(({ group, resources, verbs }) =>
    resources.flatMap((resource) => verbs.map((verb): Need => ({ group, resource, verb, ofCluster: false }))),
  );
}

function optionalNeeds(rights: CommandRights, reconcilers: readonly AnyReconciler[]): readonly Need[] {
  const verbs = rights.optionalChildren ?? [];
  return [...others(rights.optional), ...reconcilers.flatMap((reconciler) => childNeeds(verbs, reconciler))];
}

/** Whether the reconcilers must be known to say what a command needs. */
export function asksReconcilers(rights: CommandRights, optional: boolean): boolean {
  return rights.reconciles === true || rights.children !== undefined || (optional && rights.optionalChildren !== undefined);
}

/** Every right that a command needs, each once. */
export function needsOf(rights: CommandRights, options: NeedsOptions): readonly Need[] {
  const { children, reconciles } = rights;
  const { reconcilers } = options;
  const isReconciled = (kind: KindIdentity): boolean =>
    reconcilers.some(({ kind: own }) => own.group === kind.group && own.plural === kind.plural);
  const kinds = rights.status === undefined ? options.kinds : options.kinds.filter(isReconciled);
  return distinct([
    ...kinds.flatMap((kind) => ownNeeds(rights, kind)),
    ...(children === undefined ? [] : reconcilers.flatMap((reconciler) => childNeeds(children, reconciler))),
    ...(reconciles === true ? reconcilers.flatMap(declaredNeeds) : []),
    ...others(rights.others),
    ...(options.optional ? optionalNeeds(rights, reconcilers) : []),
  ]);
}
