import type { Shard } from '../../kernel/shard.ts';
import type { OperatorIdentity } from './operator-identity.ts';

/** Says whose program an object belongs to: `operator status` and `uninstall` look for it. */
export const PART_OF_LABEL = 'app.kubernetes.io/part-of';
export const PART_OF = 'aistack';
/** On the Deployment: the systems that it reconciles, comma-separated. */
export const SYSTEMS_ANNOTATION = 'aistack.dev/systems';
/** On the Deployments of a manager that has several, and on their pods: `1-of-3`. */
export const SHARD_LABEL = 'aistack.dev/shard';
/** On the Deployment, as on the leases: what it works on, as `scopeText` writes it. */
export const SCOPE_ANNOTATION = 'aistack.dev/scope';

/** The labels of everything that a manager consists of. */
export function managerLabels({ podLabels }: OperatorIdentity, version: string): Readonly<Record<string, string>> {
  return { ...podLabels, [PART_OF_LABEL]: PART_OF, 'app.kubernetes.io/version': version };
}

/** What tells the Deployments of several shards apart; nothing for one that works on everything. */
export function shardLabels(shard: Shard | undefined): Readonly<Record<string, string>> {
  return shard === undefined ? {} : { [SHARD_LABEL]: `${String(shard.index)}-of-${String(shard.of)}` };
}
