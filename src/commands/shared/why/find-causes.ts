import { controllerOf, type KubeObject } from '../../../kernel/kube-object.ts';
import { resourceNameOf, type ResourceType } from '../../../kernel/resource-type.ts';
import { isOurs } from '../../../reconcile/engine/intent.ts';
import type { ClusterReader } from '../describe-object/cluster-reader.ts';
import { builtinType } from '../describe-object/known-types.ts';
import type { KnowledgeOf } from '../describe-object/load-knowledge.ts';
import { referencesOf } from '../describe-object/references.ts';
import { readSurroundings, type Surroundings } from '../describe-object/surroundings.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';
import type { KindIdentity } from '../kind-identity.ts';
import type { Session } from '../session.ts';
import { absentChild, absentObject, foreignChild, generalLink, hiddenObject } from './child-link.ts';
import { conditionsOf } from './evidence.ts';
import { nameText, sameName, type Link, type ObjectName } from './link.ts';
import { planBlocker } from './plan-blocker.ts';
import { blockedLink, deletingLink, isChildKind, statusLink, unreportedLink, type PrimaryFacts } from './primary-link.ts';
import { relatedObjects } from './related-objects.ts';
import { objectName } from './related.ts';
import { rulesOf } from './rules/rule-table.ts';

export interface CausesOptions {
  readonly session: Session;
  readonly reader: ClusterReader;
  readonly knowledgeOf: KnowledgeOf;
  readonly bin: string;
  readonly now: number;
  readonly signal: AbortSignal;
}

/** An object and where it stands in the chain. */
interface Place {
  readonly facts: PrimaryFacts;
  readonly surroundings: Surroundings;
}

function typesOf(kind: KindIdentity, knowledgeOf: KnowledgeOf): (name: string) => ResourceType | undefined {
  const { reconciler } = knowledgeOf(kind);
  const declared = [...(reconciler?.children ?? []), ...(reconciler?.wakes ?? [])].map(({ type }) => type);
  const kinds = KIND_IDENTITIES.filter(({ system }) => system === kind.system);
  return (name) => [...kinds, ...declared].find((candidate) => candidate.kind === name) ?? builtinType(name);
}

/** Finds why an object is not ready: the links from it to the root cause, in order; none where nothing blocks it. */
export async function findCauses(options: CausesOptions, kind: KindIdentity, object: KubeObject): Promise<readonly Link[]> {
  const { knowledgeOf, reader, session, bin, now, signal } = options;
  const typeOf = typesOf(kind, knowledgeOf);
  const related = relatedObjects(reader, typeOf);
  let place: Place;

  const enter = async (at: KindIdentity, primary: KubeObject): Promise<Link | undefined> => {
    const { reconciler, definition } = knowledgeOf(at);
    const declared = reconciler?.children.map(({ type }) => type);
    const surroundings = await readSurroundings(reader, at, primary, declared);
    const facts: PrimaryFacts = { primary, kind: at, reconciler, bin };
    place = { facts, surroundings };
    if (reconciler !== undefined) {
      const planned = await planBlocker(reconciler, surroundings, { api: session.api, signal, now });
      if (planned.state === 'planned') {
        if (planned.blocked !== undefined) return blockedLink(facts, planned.blocked);
        return primary.metadata.deletionTimestamp === undefined ? unreportedLink(facts) : deletingLink(facts);
      }
      return statusLink(facts, undefined, planned.why);
    }
    if (primary.metadata.deletionTimestamp !== undefined) return deletingLink(facts);
    const link = statusLink(facts, undefined, undefined);
    if (link === undefined) return undefined;
    const on = (await unmetReference(primary, definition)) ?? (await illChild(surroundings, primary));
    return on === undefined ? link : { ...link, on };
  };

  /** The first object that a spec names and that is not as it is needed. */
  const unmetReference = async (primary: KubeObject, definition: Parameters<typeof referencesOf>[1]): Promise<ObjectName | undefined> => {
    for (const { type, namespace, name, optional } of referencesOf(primary, definition, undefined)) {
      if (optional) continue;
      const target: ObjectName = { kind: type.kind, ...(namespace === undefined ? {} : { namespace }), name };
      const found = await related.look(place.surroundings, target);
      if (found.state === 'absent') return target;
      const own = KIND_IDENTITIES.find((one) => resourceNameOf(one) === resourceNameOf(type));
      if (own === undefined || found.state !== 'present') continue;
      if (statusLink({ ...place.facts, primary: found.object, kind: own }, undefined, undefined) !== undefined) return target;
    }
    return undefined;
  };

  /** The first child that is not well by the rules of its kind. */
  const illChild = async (surroundings: Surroundings, primary: KubeObject): Promise<ObjectName | undefined> => {
    for (const { object: child, parentUid } of surroundings.owned) {
      if (parentUid !== primary.metadata.uid) continue;
      const rules = rulesOf(child.kind);
      const link = await related.ask(surroundings, undefined, (asked) => rules?.explain?.(child, asked));
      if (link !== undefined) return objectName(child);
    }
    return undefined;
  };

  const next = async (name: ObjectName, via: Link): Promise<Link | undefined> => {
    const { facts, surroundings } = place;
    const type = typeOf(name.kind);
    if (type === undefined) return undefined;
    const found = await related.look(surroundings, name);
    if (found.state === 'unknown') return hiddenObject(name, type, found.why);
    const { primary, reconciler, kind: primaryKind } = facts;
    const isAsked = sameName(via.object, objectName(primary));
    const mayBeChild = isChildKind(reconciler, name, primary.metadata.namespace);
    const rules = rulesOf(name.kind);
    if (found.state === 'absent') {
      const isTold = conditionsOf(primary).some(({ message = '' }) => message.includes(nameText(name)));
      if (mayBeChild && (isAsked || isTold)) return absentChild(facts, name, via);
      return related.ask(surroundings, via, (asked) => rules?.absent?.(name, asked) ?? absentObject(name, type));
    }
    const own = KIND_IDENTITIES.find((one) => resourceNameOf(one) === resourceNameOf(type));
    if (own !== undefined) return enter(own, found.object);
    if (mayBeChild && isAsked && !isOurs(primaryKind, primary, found.object)) {
      const owner = controllerOf(found.object);
      return foreignChild(facts, type, name, owner === undefined ? undefined : `${owner.kind}/${owner.name}`);
    }
    if (rules === undefined) return generalLink({ name, type }, [...conditionsOf(found.object)], found.object);
    return related.ask(surroundings, via, (asked) => rules.explain?.(found.object, asked));
  };

  const links: Link[] = [];
  const seen = new Set<string>();
  let link = await enter(kind, object);
  while (link !== undefined) {
    links.push(link);
    seen.add(nameText(link.object));
    const { on }: Link = link;
    if (on === undefined || seen.has(nameText(on))) break;
    link = await next(on, link);
  }
  return links;
}
