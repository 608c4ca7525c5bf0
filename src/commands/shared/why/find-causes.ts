import { controllerOf, type KubeObject } from '../../../kernel/kube-object.ts';
import { resourceNameOf, type ResourceType } from '../../../kernel/resource-type.ts';
import { isOurs } from '../../../reconcile/engine/intent.ts';
import type { ClusterReader } from '../describe-object/cluster-reader.ts';
import { builtinType } from '../describe-object/known-types.ts';
import type { KnowledgeOf } from '../describe-object/load-knowledge.ts';
import { referencesOf, type Reference } from '../describe-object/references.ts';
import { readSurroundings, type Surroundings } from '../describe-object/surroundings.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';
import type { KindIdentity } from '../kind-identity.ts';
import type { Session } from '../session.ts';
import { absentChild, absentObject, foreignChild, generalLink, hiddenObject } from './child-link.ts';
import { conditionsOf } from './evidence.ts';
import { describeCommand } from './fixes.ts';
import { nameText, sameName, type Link, type ObjectName } from './link.ts';
import { operatorLink, waitsForOperator } from './operator-link.ts';
import { planBlocker } from './plan-blocker.ts';
import { blockedLink, deletingLink, isChildKind, statusLink, suspendedLink, unreportedLink, type PrimaryFacts } from './primary-link.ts';
import { refusedLink } from './refused-step.ts';
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

function referenceName({ type, namespace, name }: Reference): ObjectName {
  return { kind: type.kind, ...(namespace === undefined ? {} : { namespace }), name };
}

type Definition = Parameters<typeof referencesOf>[1];

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
        if (planned.blocked !== undefined) {
          const link = blockedLink(facts, planned.blocked);
          const on = link.on ?? (await toldReference(primary, definition, link.message));
          return on === undefined ? link : { ...link, on };
        }
        return primary.metadata.deletionTimestamp === undefined ? (refusedLink(facts) ?? unreportedLink(facts)) : deletingLink(facts);
      }
      return guessed(facts, definition, planned.why);
    }
    return primary.metadata.deletionTimestamp === undefined ? guessed(facts, definition, undefined) : deletingLink(facts);
  };

  /** Where no planner can be asked: what the status says, and what is wrong around it as far as that can be seen. */
  const guessed = async (facts: PrimaryFacts, definition: Definition, note: string | undefined): Promise<Link | undefined> => {
    const { surroundings } = place;
    const link = statusLink(facts, undefined, note);
    if (link === undefined) return undefined;
    const on = (await unmetReference(facts.primary, definition)) ?? (await illChild(surroundings, facts.primary));
    return on === undefined ? link : { ...link, on };
  };

  /** An object that a spec names, that a message is about, and that is not there: for planners that say so in words only. */
  const toldReference = async (primary: KubeObject, definition: Definition, message: string): Promise<ObjectName | undefined> => {
    const named = referencesOf(primary, definition, undefined).map(referenceName);
    const told = named.find((target) => message.includes(nameText(target)));
    return told !== undefined && (await related.look(place.surroundings, told)).state === 'absent' ? told : undefined;
  };

  /** The first object that a spec names and that is not as it is needed. */
  const unmetReference = async (primary: KubeObject, definition: Definition): Promise<ObjectName | undefined> => {
    for (const reference of referencesOf(primary, definition, undefined)) {
      const { type, optional } = reference;
      if (optional) continue;
      const target = referenceName(reference);
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
    const isNamed = referencesOf(primary, knowledgeOf(primaryKind).definition, undefined).some((one) => sameName(referenceName(one), name));
    const mayBeChild = !isNamed && isChildKind(reconciler, name, primary.metadata.namespace);
    const rules = rulesOf(name.kind);
    if (found.state === 'absent') {
      const isTold = conditionsOf(primary).some(({ message = '' }) => message.includes(nameText(name)));
      if (mayBeChild && (isAsked || isTold)) return absentChild(facts, name, via);
      return related.ask(surroundings, via, (asked) => rules?.absent?.(name, asked) ?? absentObject(name, type));
    }
    const own = KIND_IDENTITIES.find((one) => resourceNameOf(one) === resourceNameOf(type));
    if (own !== undefined) return (await enter(own, found.object)) ?? suspendedLink(place.facts);
    if (mayBeChild && isAsked && !isOurs(primaryKind, primary, found.object)) {
      const owner = controllerOf(found.object);
      return foreignChild(facts, type, name, owner === undefined ? undefined : `${owner.kind}/${owner.name}`);
    }
    if (rules === undefined) return generalLink({ name, type }, [...conditionsOf(found.object)], found.object);
    return related.ask(surroundings, via, (asked) => rules.explain?.(found.object, asked));
  };

  /** The chain with a command at its end, or with the link that says that nobody acts. */
  const ended = async (links: readonly Link[]): Promise<readonly Link[]> => {
    const last = links.at(-1);
    if (last === undefined) return links;
    const idle = waitsForOperator(last, place.facts.primary) ? await operatorLink(place.facts, { session, now, signal }) : undefined;
    if (idle !== undefined) return [...links, idle];
    if (links.some(({ fix }) => fix !== undefined)) return links;
    const type = typeOf(last.object.kind) ?? kind;
    return [...links.slice(0, -1), { ...last, fix: describeCommand(type, last.object.name, last.object.namespace) }];
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
  return ended(links);
}
