import type { KubeObject, Manifest } from '../../src/kernel/kube-object.ts';
import { maiaInstance } from '../../src/kinds/maia/maia-instance.ts';
import { INTENT_ANNOTATION, intentOf } from '../../src/reconcile/engine/intent.ts';
import { specChecksumOf, withSpecChecksum } from '../../src/templates/shared/checksum.ts';
import type { RecordedKind, Recording } from './recording.ts';
import type { Placement } from './rig.ts';
import { copiedUid, ownHoles, stamp, versionAfter, type Hole } from './stamp.ts';
import { primary } from './workload.ts';

/** Copies of a recorded instance under other names, made while they are read: nothing of them is held. */
export interface Copies {
  readonly count: number;
  /** Version of a list of all of them. */
  readonly version: string;
  placeOf(copy: number): Placement;
  kindOf(group: string, resource: string): CopiedKind | undefined;
}

/** The copies of one kind. */
export interface CopiedKind extends Pick<RecordedKind, 'apiVersion' | 'kind'> {
  /** Objects that each instance has. */
  readonly each: number;
  /** The objects of one instance, as JSON. */
  objectsOf(copy: number): readonly string[];
}

const NAMESPACES = 10;

/** Where copy number `copy` of `count` is: ten namespaces, in the order of the keys. */
export function placeOfCopy(copy: number, count: number): Placement {
  return { namespace: `cached-${String(Math.floor((copy * NAMESPACES) / count))}`, name: `m${String(copy).padStart(5, '0')}` };
}

/** The hashes that the program writes on a child depend on its name and its owner's uid: they are what it would write on the copy. */
function hashHoles(recording: Recording, child: KubeObject, count: number): readonly Hole[] {
  const { name, namespace, uid, workload } = recording;
  const rendered = workload.children.map(
    (template) => (place: Placement) => template.manifest(place.namespace, place.name).body as Manifest,
  );
  const make = rendered.find((manifest) => {
    const { kind, metadata } = manifest({ name, namespace });
    return kind === child.kind && metadata.name === child.metadata.name;
  });
  if (make === undefined) throw new Error(`${child.kind} ${child.metadata.name} is not among the rendered children`);
  const hashesOf = (place: Placement, ownerUid: string): readonly string[] => {
    const plain = make(place);
    const manifest = specChecksumOf(plain) === undefined ? plain : withSpecChecksum(plain);
    const { apiVersion, kind } = primary(place.namespace, place.name);
    const owner: KubeObject = { apiVersion, kind, metadata: { ...place, uid: ownerUid, resourceVersion: '', creationTimestamp: '' } };
    const spec = specChecksumOf(manifest);
    return [intentOf(maiaInstance, owner, { manifest, ownership: 'controlled' }).hash, ...(spec === undefined ? [] : [spec])];
  };
  const own = hashesOf({ name, namespace }, uid);
  if (own[0] !== child.metadata.annotations?.[INTENT_ANNOTATION]) {
    throw new Error(`${child.kind} ${child.metadata.name} was written with another intent than the one that is worked out here`);
  }
  const all = Array.from({ length: count }, (_, copy) => hashesOf(placeOfCopy(copy, count), copiedUid(uid, copy)));
  return own.map((hash, index) => ({ text: hash, fill: (copy: number) => all[copy]?.[index] ?? hash }));
}

/** `count` copies of a recorded instance. */
export function copiesOf(recording: Recording, count: number): Copies {
  const placeOf = (copy: number): Placement => placeOfCopy(copy, count);
  const texts = recording.kinds.flatMap(({ objects }) => objects);
  const children = texts.map((text) => JSON.parse(text) as KubeObject).filter(({ metadata }) => metadata.uid !== recording.uid);
  const holes = [
    ...ownHoles(texts),
    ...children.flatMap((child) => hashHoles(recording, child, count)),
    { text: recording.name, fill: (copy: number) => placeOf(copy).name },
    { text: recording.namespace, fill: (copy: number) => placeOf(copy).namespace },
  ];
  const kinds = recording.kinds.map(({ objects, ...kind }) => {
    const stamps = objects.map((object) => stamp(object, holes));
    return { ...kind, each: objects.length, objectsOf: (copy: number) => stamps.map((make) => make(copy)) };
  });
  return {
    count,
    version: String(versionAfter(count)),
    placeOf,
    kindOf: (group, resource) => kinds.find((kind) => kind.group === group && kind.resource === resource),
  };
}
