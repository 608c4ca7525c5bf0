import type { V1Pod } from '@kubernetes/client-node';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { partsOf } from '../../describe-object/parts-of.ts';
import { conditionWith, eventEvidence, fieldEvidence } from '../evidence.ts';
import { describeCommand } from '../fixes.ts';
import type { Link } from '../link.ts';
import { objectName, type Related } from '../related.ts';
import { refusedCreation } from './refused-creation.ts';

/** Whether a pod does its work, or did it. */
function isFine(pod: KubeObject): boolean {
  const { status } = partsOf<V1Pod>(pod);
  return status?.phase === 'Succeeded' || conditionWith(pod, 'Ready', 'True') !== undefined;
}

/** What is known of an object that makes pods. */
export interface PodMaker {
  readonly object: KubeObject;
  readonly plural: string;
  readonly group: string;
  /** How many pods it should have. */
  readonly wanted: number;
  /** How many of them are ready. */
  readonly ready: number;
}

/** Why an object has not the ready pods that it should have: the API server refused them, or one of them is not well. */
export function podsOf({ object, plural, group, wanted, ready }: PodMaker, related: Related): Link | undefined {
  if (object.metadata.deletionTimestamp === undefined && ready >= wanted) return undefined;
  const namespace = object.metadata.namespace ?? 'default';
  const pods = related.ownedBy(object, 'Pod');
  const counted = `${String(ready)} of ${String(wanted)} pods are ready`;
  const base = { object: objectName(object), fix: describeCommand({ group, plural }, object.metadata.name, namespace) };
  const refusal = pods.length < wanted ? related.events(object).findLast(({ reason }) => reason === 'FailedCreate') : undefined;
  if (refusal !== undefined) {
    const evidence = [eventEvidence(refusal), fieldEvidence('status', object, `${String(pods.length)} of ${String(wanted)} pods exist`)];
    return { ...base, state: 'stuck', evidence, ...refusedCreation(refusal.message, namespace) };
  }
  const evidence = [fieldEvidence('status', object, `pods: ${String(pods.length)}, ready: ${String(ready)}`)];
  const ill = pods.find((pod) => !isFine(pod) && pod.metadata.deletionTimestamp === undefined) ?? pods.find((pod) => !isFine(pod));
  if (ill === undefined)
    return { ...base, state: 'waits', reason: 'NoPods', message: `${counted}; its controller has yet to make the others`, evidence };
  return { ...base, state: 'waits', reason: 'PodsNotReady', message: counted, evidence, on: objectName(ill) };
}
