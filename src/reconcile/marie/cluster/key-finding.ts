import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { MarieClusterSpec } from '../../../kinds/marie/cluster-spec.ts';
import { clusterNames } from '../../../templates/marie/names.ts';
import type { Lookup, SecretSummary } from '../../engine/contract.ts';
import { API_KEY_SECRET_ANNOTATION } from '../job/job-cluster.ts';

/** Where the API key of a cluster's gateway is expected, and whether it is there. */
export interface KeyFinding {
  readonly secret: string;
  readonly key: string;
  readonly state: 'present' | 'absent' | 'incomplete' | 'unknown';
  /** Why it cannot be seen. */
  readonly why?: string;
}

/** Where the API key is expected: the spec says it, else an annotation, else the Secret `<cluster>-api-key`. */
export function apiKeyPlace(spec: MarieClusterSpec, { metadata }: Pick<KubeObject, 'metadata'>): Pick<KeyFinding, 'secret' | 'key'> {
  const ref = spec.auth?.secretRef;
  if (ref !== undefined) return { secret: ref.name, key: ref.key };
  return { secret: metadata.annotations?.[API_KEY_SECRET_ANNOTATION] ?? clusterNames.apiKeySecret(metadata.name), key: 'api_key' };
}

/** What a look at the Secret found. */
export function keyFinding(place: Pick<KeyFinding, 'secret' | 'key'>, lookup: Lookup<SecretSummary>): KeyFinding {
  if (lookup.state === 'unknown') return { ...place, state: 'unknown', why: lookup.why };
  if (lookup.state === 'absent') return { ...place, state: 'absent' };
  return { ...place, state: lookup.object.checksums[place.key] === undefined ? 'incomplete' : 'present' };
}
