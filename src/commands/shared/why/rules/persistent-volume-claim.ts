import type { V1PersistentVolumeClaim } from '@kubernetes/client-node';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { partsOf } from '../../describe-object/parts-of.ts';
import { conditionWith, conditionEvidence, eventEvidence, fieldEvidence } from '../evidence.ts';
import { describeCommand, patchPrimary, primaryLeaves, quoted } from '../fixes.ts';
import type { Link, ObjectName } from '../link.ts';
import { objectName, type Related, type RulesOfKind } from '../related.ts';
import { defaultClass } from './storage-class.ts';

const TYPE = { group: '', plural: 'persistentvolumeclaims' };

/** What the controllers of volumes tell about a claim that is not bound. */
const TELLING = new Set(['ProvisioningFailed', 'FailedBinding', 'WaitForFirstConsumer', 'ExternalProvisioning', 'Provisioning']);

/**
 * A claim's class cannot be changed. One that is not bound holds nothing, so it may go and be made anew from the corrected spec. Where no field of
 * the primary holds the class, a class of that name is made like the default one.
 */
function changeClass(claim: KubeObject, wrong: string, related: Related): string {
  const { name, namespace } = claim.metadata;
  const remove = `kubectl delete pvc ${name} -n ${namespace ?? 'default'}`;
  const usual = defaultClass(related.all('StorageClass') ?? []);
  const field = primaryLeaves(related).find(({ path, value }) => value === wrong && /class/i.test(String(path.at(-1))));
  if (field !== undefined) return `${patchPrimary(related, field.path, usual?.metadata.name ?? 'CLASS')} && ${remove}`;
  if (usual === undefined) return describeCommand(TYPE, name, namespace);
  const { apiVersion, kind, metadata: _, ...settings } = usual;
  return `echo ${quoted(JSON.stringify({ apiVersion, kind, metadata: { name: wrong }, ...settings }))} | kubectl create -f -`;
}

function explain(claim: KubeObject, related: Related): Link | undefined {
  const { spec, status } = partsOf<V1PersistentVolumeClaim>(claim);
  const object = objectName(claim);
  const phase = status?.phase ?? 'Pending';
  if (claim.metadata.deletionTimestamp !== undefined) return beingDeleted(claim);
  const resize = conditionWith(claim, 'FileSystemResizePending', 'True');
  if (phase === 'Bound') {
    if (resize === undefined) return undefined;
    const message = resize.message ?? 'the file system grows when a pod mounts it again';
    return { object, state: 'waits', reason: resize.type, message, evidence: [conditionEvidence(claim, resize)] };
  }
  const event = related.events(claim).findLast(({ reason }) => TELLING.has(reason));
  const evidence = [fieldEvidence('status', claim, `phase ${phase}`), ...(event === undefined ? [] : [eventEvidence(event)])];
  const className = spec?.storageClassName;
  const fix = describeCommand(TYPE, claim.metadata.name, claim.metadata.namespace);
  if (phase === 'Lost')
    return { object, state: 'failed', reason: 'Lost', message: 'the volume that it was bound to is gone', evidence, fix };
  if (className !== undefined && className !== '') {
    const on: ObjectName = { kind: 'StorageClass', name: className };
    if (related.look(on).state === 'absent') {
      const message = `it is not bound: its storage class ${className} does not exist`;
      return { object, state: 'stuck', reason: 'StorageClassNotFound', message, evidence, on, fix: changeClass(claim, className, related) };
    }
  }
  const reason = event?.reason ?? phase;
  const message = `it is not bound${event === undefined ? '' : `: ${event.message}`}`;
  if (reason === 'WaitForFirstConsumer') return { object, state: 'waits', reason, message, evidence };
  const isStuck = reason === 'ProvisioningFailed' || reason === 'FailedBinding';
  return { object, state: isStuck ? 'stuck' : 'waits', reason, message, evidence, fix };
}

function beingDeleted(claim: KubeObject): Link {
  const { name, namespace, finalizers = [] } = claim.metadata;
  return {
    object: objectName(claim),
    state: 'waits',
    reason: 'Deleting',
    message: `it is being deleted and held by ${finalizers.length === 0 ? 'nothing' : finalizers.join(', ')}`,
    evidence: [fieldEvidence('spec', claim, `deletionTimestamp ${claim.metadata.deletionTimestamp ?? ''}`)],
    fix: describeCommand(TYPE, name, namespace),
  };
}

/** A claim: bound, or why not. */
export const claimRules: RulesOfKind = { kind: 'PersistentVolumeClaim', explain };
