import { canonicalJson } from '../../../kernel/hash.ts';
import type { Hands } from '../framework/hands.ts';
import { selects } from '../framework/label-selector.ts';
import { isTerminating } from '../framework/pod-facts.ts';
import { claimed } from '../deployments/deployment-sets.ts';
import { controllerReference } from '../framework/pod-from-template.ts';
import type { PodTemplate } from '../framework/pod.ts';
import { safeHash } from '../framework/safe-hash.ts';
import type { Writer } from '../framework/writer.ts';
import type { ControllerRevision, StatefulSet } from './stateful-set.ts';

const TYPE = 'controllerrevisions.apps';

function templateOf(revision: ControllerRevision): PodTemplate | undefined {
  if (revision.data === undefined) return undefined;
  const { $patch: _, ...template } = revision.data.spec.template;
  return template;
}

/** The template that a revision stands for: that of the set where the revision is gone. */
export function templateAt(set: StatefulSet, revisions: readonly ControllerRevision[], name: string): PodTemplate {
  const revision = revisions.find((candidate) => candidate.metadata.name === name);
  return (revision === undefined ? undefined : templateOf(revision)) ?? set.spec.template;
}

/** The revisions that nobody controls any more and that the set's selector matches: a set that is made anew takes over those of the old one. */
function adopted(hands: Hands, writer: Writer, set: StatefulSet): readonly ControllerRevision[] {
  if (isTerminating(set)) return [];
  const { namespace } = set.metadata;
  return hands.owners.uncontrolled(TYPE, namespace).flatMap(({ name }) => {
    const revision = hands.read(TYPE, namespace, name);
    if (revision === undefined || !selects(set.spec.selector, revision.metadata.labels)) return [];
    const taken = writer.update(TYPE, claimed(revision, set)) as ControllerRevision;
    return [taken];
  });
}

/** The revisions of a set, oldest first; the last is that of its present template and is made where it is missing. */
export function syncRevisions(hands: Hands, writer: Writer, set: StatefulSet): readonly [...ControllerRevision[], ControllerRevision] {
  const { name, namespace, uid } = set.metadata;
  const stored = [...hands.controlled(uid, TYPE), ...adopted(hands, writer, set)].toSorted((left, right) => left.revision - right.revision);
  const text = canonicalJson(set.spec.template);
  const same = stored.find((revision) => canonicalJson(templateOf(revision)) === text);
  const newest = stored.at(-1);
  if (same !== undefined && same === newest) return [...stored.slice(0, -1), same];
  const revision = (newest?.revision ?? 0) + 1;
  if (same !== undefined) {
    // A roll-back: the old revision becomes the newest again.
    const raised = writer.update(TYPE, { ...same, revision }) as ControllerRevision;
    return [...stored.filter((other) => other !== same), raised];
  }
  const taken = new Set(stored.map((other) => other.metadata.name));
  let hash = safeHash(set.spec.template);
  for (let collision = 1; taken.has(`${name}-${hash}`); collision += 1) hash = safeHash([set.spec.template, collision]);
  const created = writer.create(TYPE, namespace, {
    apiVersion: 'apps/v1',
    kind: 'ControllerRevision',
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      labels: { ...set.spec.template.metadata?.labels, 'controller.kubernetes.io/hash': hash },
      ownerReferences: [controllerReference(set)],
    },
    data: { spec: { template: { $patch: 'replace', ...set.spec.template } } },
    revision,
  });
  return [...stored, created as ControllerRevision];
}

/** Removes the oldest revisions beyond `revisionHistoryLimit` that are not in use. */
export function trimRevisions(writer: Writer, set: StatefulSet, revisions: readonly ControllerRevision[], used: ReadonlySet<string>): void {
  const idle = revisions.filter((revision) => !used.has(revision.metadata.name));
  const limit = set.spec.revisionHistoryLimit ?? 10;
  for (const revision of idle.slice(0, Math.max(0, idle.length - limit))) writer.delete(TYPE, revision);
}
