import type { ObjectName } from '../link.ts';
import { describeCommand } from '../fixes.ts';
import { quotaRefusal } from './resource-quota.ts';

/** What a refusal of the API server means for the object whose parts it refused: the cause, and what mends it. */
export interface RefusedCreation {
  readonly reason: string;
  readonly message: string;
  readonly on?: ObjectName;
  readonly fix: string;
}

const SERVICE_ACCOUNT = /serviceaccount "([^"]+)" not found/;
const POD_SECURITY = /violates PodSecurity "(restricted|baseline)[^"]*"/;

/**
 * Reads the message of a `FailedCreate` event or a `ReplicaFailure` condition. The rules of the API server's own admission plugins; a webhook's
 * words are told as they are.
 */
export function refusedCreation(message: string, namespace: string): RefusedCreation {
  const quota = quotaRefusal(message);
  if (quota !== undefined) {
    const on: ObjectName = { kind: 'ResourceQuota', namespace, name: quota.quota };
    return { reason: 'QuotaExceeded', message, on, fix: `kubectl describe resourcequota ${quota.quota} -n ${namespace}` };
  }
  const account = SERVICE_ACCOUNT.exec(message)?.[1];
  if (account !== undefined) {
    return { reason: 'ServiceAccountNotFound', message, fix: `kubectl create serviceaccount ${account} -n ${namespace}` };
  }
  const level = POD_SECURITY.exec(message)?.[1];
  if (level !== undefined) {
    const next = level === 'restricted' ? 'baseline' : 'privileged';
    const fix = `kubectl label namespace ${namespace} pod-security.kubernetes.io/enforce=${next} --overwrite`;
    return { reason: 'PodSecurity', message, fix };
  }
  const limits = /maximum \S+ usage per|minimum \S+ usage per|must specify/.test(message);
  if (limits) return { reason: 'LimitRange', message, fix: `kubectl describe limitranges,resourcequotas -n ${namespace}` };
  if (message.includes('because it is being terminated')) {
    return { reason: 'NamespaceTerminating', message, fix: `kubectl get namespace ${namespace} -o yaml` };
  }
  return { reason: 'FailedCreate', message, fix: describeCommand({ group: '', plural: 'namespaces' }, namespace, undefined) };
}
