import type { Hands } from '../framework/hands.ts';
import { selects } from '../framework/label-selector.ts';
import type { Pod, PodTemplate } from '../framework/pod.ts';
import { isTerminating } from '../framework/pod-facts.ts';
import { podFromTemplate } from '../framework/pod-from-template.ts';
import type { Writer } from '../framework/writer.ts';
import { claimed } from '../deployments/deployment-sets.ts';
import type { StatefulSet } from './stateful-set.ts';

/** Label of a pod with the name of its revision. */
export const REVISION_LABEL = 'controller-revision-hash';

/** The number at the end of a pod's name; undefined where it is no pod of that set. */
export function ordinalOf(set: StatefulSet, pod: Pod): number | undefined {
  const prefix = `${set.metadata.name}-`;
  if (!pod.metadata.name.startsWith(prefix)) return undefined;
  const digits = pod.metadata.name.slice(prefix.length);
  return /^[0-9]+$/.test(digits) ? Number(digits) : undefined;
}

/** Name of the claim of a template for an ordinal. */
export function claimName(set: StatefulSet, template: string, ordinal: number): string {
  return `${template}-${set.metadata.name}-${String(ordinal)}`;
}

/** Body of the pod with an ordinal, from the template of a revision. */
export function podOfSet(set: StatefulSet, template: PodTemplate, revision: string, ordinal: number): object {
  const name = `${set.metadata.name}-${String(ordinal)}`;
  const claims = (set.spec.volumeClaimTemplates ?? []).map(({ metadata }) => {
    return { name: metadata.name, persistentVolumeClaim: { claimName: claimName(set, metadata.name, ordinal) } };
  });
  const taken = new Set(claims.map((claim) => claim.name));
  const volumes = [...claims, ...(template.spec.volumes ?? []).filter((volume) => !taken.has(volume.name))];
  const { serviceName = '' } = set.spec;
  const full: PodTemplate = {
    ...template,
    spec: {
      ...template.spec,
      hostname: name,
      ...(serviceName === '' ? {} : { subdomain: serviceName }),
      ...(volumes.length === 0 ? {} : { volumes }),
    },
  };
  return podFromTemplate(set, full, {
    name,
    generateName: `${set.metadata.name}-`,
    labels: {
      ...template.metadata?.labels,
      'apps.kubernetes.io/pod-index': String(ordinal),
      [REVISION_LABEL]: revision,
      'statefulset.kubernetes.io/pod-name': name,
    },
  });
}

/** The pods of a set by ordinal; takes over those that match and that nobody controls. */
export function podsOfSet(hands: Hands, writer: Writer, set: StatefulSet): ReadonlyMap<number, Pod> {
  const { namespace, uid } = set.metadata;
  const pods = [...hands.controlled(uid, 'pods')];
  for (const place of isTerminating(set) ? [] : hands.owners.uncontrolled('pods', namespace)) {
    const pod = hands.read('pods', namespace, place.name);
    if (pod === undefined || isTerminating(pod) || ordinalOf(set, pod) === undefined) continue;
    if (selects(set.spec.selector, pod.metadata.labels)) pods.push(writer.update('pods', claimed(pod, set)) as Pod);
  }
  const byOrdinal = new Map<number, Pod>();
  for (const pod of pods) {
    const ordinal = ordinalOf(set, pod);
    if (ordinal !== undefined) byOrdinal.set(ordinal, pod);
  }
  return byOrdinal;
}
