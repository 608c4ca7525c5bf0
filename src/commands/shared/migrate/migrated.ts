import type { KubeObject } from '../../../kernel/kube-object.ts';

/** On an upstream operator's Deployment that a migration has scaled to 0 for good: with how many replicas a rollback brings it back. */
export const MIGRATED_REPLICAS = 'aistack.dev/migrated-replicas';
/** Beside it: since when (RFC 3339). */
export const MIGRATED_AT = 'aistack.dev/migrated-at';

/** With how many replicas a Deployment comes back; undefined where no migration has stopped it, NaN where the annotation is no number. */
export function migratedReplicas({ metadata }: KubeObject): number | undefined {
  const said = metadata.annotations?.[MIGRATED_REPLICAS];
  if (said === undefined) return undefined;
  return /^[1-9]\d{0,4}$/.test(said) ? Number(said) : Number.NaN;
}
