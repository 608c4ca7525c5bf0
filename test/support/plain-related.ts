import { rulesOf } from '../../src/commands/shared/why/rules/rule-table.ts';
import type { Link } from '../../src/commands/shared/why/link.ts';
import { EVENT } from '../../src/kernel/builtin-types.ts';
import { seenEvents } from '../../src/commands/shared/events/seen-event.ts';
import type { Related } from '../../src/commands/shared/why/related.ts';
import { controllerOf, type KubeObject } from '../../src/kernel/kube-object.ts';
import { sampleObject, sampleWidget, type SampleFields } from './sample-objects.ts';

/** What a rule sees in a cluster that is plain data: owners by controller reference, events by uid. Nothing else is there. */
export function plainRelated(objects: readonly KubeObject[], more: Partial<Related> = {}): Related {
  const events = seenEvents(objects.filter(({ kind }) => kind === 'Event'));
  return {
    primary: sampleWidget({ spec: {} }),
    primaryPlural: 'widgets.test.dev',
    ownedBy: (owner, kind) =>
      objects.filter((object) => controllerOf(object)?.uid === owner.metadata.uid && (kind === undefined || object.kind === kind)),
    events: ({ metadata }) => events.filter(({ object }) => object.uid === metadata.uid),
    look: ({ kind, namespace, name }) => {
      const object = objects.find((one) => one.kind === kind && one.metadata.name === name && one.metadata.namespace === namespace);
      return object === undefined ? { state: 'absent' } : { state: 'present', object };
    },
    all: (kind) => objects.filter((object) => object.kind === kind),
    ...more,
  };
}

/** Fields that make an object one of another's. */
export function owned(by: KubeObject, fields: SampleFields = {}): SampleFields {
  const { kind, apiVersion, metadata } = by;
  return {
    ...fields,
    metadata: { ownerReferences: [{ kind, apiVersion, name: metadata.name, uid: metadata.uid, controller: true }], ...fields.metadata },
  };
}

/** An Event about an object. */
export function eventAbout(about: KubeObject, reason: string, message: string, type = 'Warning'): KubeObject {
  const { name, namespace, uid } = about.metadata;
  return sampleObject(
    EVENT,
    { namespace: 'ns', name: `${name}-${reason}` },
    { involvedObject: { kind: about.kind, name, namespace, uid }, type, reason, message },
  );
}

/** What the rules of its kind say of an object beside others. */
export function explain(object: KubeObject, others: readonly KubeObject[] = [], more: Partial<Related> = {}): Link | undefined {
  return rulesOf(object.kind)?.explain?.(object, plainRelated([object, ...others], more));
}

/** The parts of a link that decide what a user does. */
export function gist(link: Link | undefined): unknown {
  return link === undefined
    ? undefined
    : [link.state, link.reason, link.on === undefined ? undefined : `${link.on.kind}/${link.on.name}`, link.fix];
}
