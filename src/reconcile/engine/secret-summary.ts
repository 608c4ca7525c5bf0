import { sha256 } from '../../kernel/hash.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { controllerOf, type KubeObject } from '../../kernel/kube-object.ts';
import type { SecretSummary } from './contract.ts';
import { withoutManagedFields } from './transform.ts';

/** The cache transform of Secrets: a checksum per data key instead of values, which never stay in memory. */
export function summarisedSecret(secret: KubeObject): KubeObject {
  const { apiVersion, kind, metadata, data } = withoutManagedFields(secret);
  const checksums: Record<string, string> = {};
  for (const [key, value] of Object.entries(isJsonObject(data) ? data : {})) {
    checksums[key] = sha256(Buffer.from(typeof value === 'string' ? value : '', 'base64'));
  }
  // kubectl's last-applied annotation holds the values of a Secret that was applied with stringData.
  const { 'kubectl.kubernetes.io/last-applied-configuration': _values, ...annotations } = metadata.annotations ?? {};
  return { apiVersion, kind, metadata: { ...metadata, annotations }, checksums };
}

/** What planners see of a summarised Secret. */
export function secretSummaryOf(summarised: KubeObject): SecretSummary {
  const { name, namespace, uid, resourceVersion, labels = {}, annotations = {}, finalizers, deletionTimestamp } = summarised.metadata;
  const controllerUid = controllerOf(summarised)?.uid;
  return {
    name,
    uid,
    resourceVersion,
    labels,
    annotations,
    checksums: summarised['checksums'] as Readonly<Record<string, string>>,
    ...(namespace === undefined ? {} : { namespace }),
    ...(finalizers === undefined ? {} : { finalizers }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(controllerUid === undefined ? {} : { controllerUid }),
  };
}
