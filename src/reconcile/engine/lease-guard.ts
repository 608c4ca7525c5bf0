import { isApiError } from '../../cluster/api-error.ts';
import type { KubeApi } from '../../cluster/kube-api.ts';
import { DEPLOYMENT, LEASE } from '../../kernel/builtin-types.ts';
import type { Clock } from '../../kernel/clock.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { keyOf, type KubeObject, type ObjectKey } from '../../kernel/kube-object.ts';
import type { Log } from '../../kernel/log.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { acquireLease, holderOf, SCOPE_ANNOTATION, type HeldLease, type LeaseHolder, type Seizure } from './lease.ts';
import { LEASE_OF_LABEL, overlaps, parseScope, scopeText, shardName, shardText, type Shard } from '../../kernel/shard.ts';
import { takenOverOf } from './taken-over.ts';

/** What is known of the operator of a system that may run in the cluster, ours or upstream's. */
export interface OperatorFacts {
  /** The leader election id. */
  readonly leaseName: string;
  /** Where it is installed by default. */
  readonly namespace: string;
  readonly deployment: string;
  /** A part of its image's name: in other namespaces a Deployment of that name counts only if it runs such an image. */
  readonly image: string;
}

/** Somebody else already reconciles these objects. */
export class OperatorRunningError extends Error {
  readonly holder: string;

  constructor(holder: string, what: string) {
    super(what);
    this.name = 'OperatorRunningError';
    this.holder = holder;
  }
}

export interface LeaseGuardOptions {
  readonly api: KubeApi;
  readonly clock: Clock;
  readonly log: Log;
  readonly operator: OperatorFacts;
  readonly identity: string;
  /** Absent: all namespaces. */
  readonly namespaces?: readonly string[];
  /** The part of the primaries that is worked on, under a lease of its own; absent: all of them. */
  readonly shard?: Shard;
  /** Where a run over all namespaces takes its lease; default: where the operator is or would be, else `contextNamespace`. */
  readonly leaseNamespace?: string;
  readonly contextNamespace: string;
  /** Ends the wait for a lease that may have run out. */
  readonly signal?: AbortSignal;
  /** Live leases that may be taken, wherever they are. */
  readonly seize?: Seizure;
  /** The namespace of the pod that this is: an operator's Deployment there is the one that it belongs to. */
  readonly ownNamespace?: string;
}

/** The right to write, for as long as it is held. */
export interface LeaseGuard {
  covers(ms: number): boolean;
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Everything of one type and name in the cluster; where that may not be listed, the one in `fallback`; undefined where not even that may be read. */
async function lookFor(
  { api, signal }: LeaseGuardOptions,
  type: ResourceType,
  name: string,
  fallback: string,
): Promise<readonly KubeObject[] | undefined> {
  const call = signal === undefined ? {} : { signal };
  try {
    return (await api.list(type, { fieldSelector: `metadata.name=${name}`, ...call })).items;
  } catch (error) {
    if (!isApiError(error, 'Forbidden')) throw error;
  }
  try {
    return [await api.get(type, { namespace: fallback, name }, call)];
  } catch (error) {
    if (isApiError(error, 'NotFound')) return [];
    if (isApiError(error, 'Forbidden')) return undefined;
    throw error;
  }
}

/**
 * The leases of an operator: those of its name, and those of its shards. Where the cluster may not be listed, those where the operator is and where
 * the run is to work. `isHidden`: not even the one where the operator is may be read.
 */
async function lookForLeases(options: LeaseGuardOptions): Promise<{ readonly leases: readonly KubeObject[]; readonly isHidden: boolean }> {
  const { api, operator, signal } = options;
  const { leaseName, namespace: home } = operator;
  const listed = async (query: {
    readonly namespace?: string;
    readonly labelSelector?: string;
  }): Promise<readonly KubeObject[] | undefined> => {
    try {
      return (await api.list(LEASE, { ...query, ...(signal === undefined ? {} : { signal }) })).items;
    } catch (error) {
      if (!isApiError(error, 'Forbidden')) throw error;
      return undefined;
    }
  };
  const [whole, shards] = await Promise.all([
    lookFor(options, LEASE, leaseName, home),
    listed({ labelSelector: `${LEASE_OF_LABEL}=${leaseName}` }),
  ]);
  const found = [...(whole ?? []), ...(shards ?? [])];
  if (shards === undefined) {
    const places = new Set([home, ...(options.namespaces ?? [options.leaseNamespace ?? options.contextNamespace])]);
    for (const namespace of places) found.push(...((await listed({ namespace })) ?? []));
  }
  const own = found.filter(({ metadata }) => metadata.name === leaseName || metadata.labels?.[LEASE_OF_LABEL] === leaseName);
  return { leases: [...new Map(own.map((lease) => [keyOf(lease.metadata), lease])).values()], isHidden: whole === undefined };
}

function isReady(deployment: KubeObject): boolean {
  const { status } = deployment;
  return isJsonObject(status) && typeof status['readyReplicas'] === 'number' && status['readyReplicas'] > 0;
}

function deploymentReplicas({ spec }: KubeObject): number {
  return isJsonObject(spec) && typeof spec['replicas'] === 'number' ? spec['replicas'] : 1;
}

/** `image` parts alone would also match a system's own servers, names alone any `controller-manager`. */
function isOperator(deployment: KubeObject, operator: OperatorFacts): boolean {
  if (deployment.metadata.namespace === operator.namespace) return true;
  const images = JSON.stringify(deployment['spec'] ?? {}).match(/"image":"[^"]*"/g) ?? [];
  return images.some((image) => image.includes(operator.image));
}

function watchedScope(deployment: KubeObject): string {
  return deployment.metadata.annotations?.[SCOPE_ANNOTATION] ?? '*';
}

function seconds(ms: number): string {
  return `${String(Math.max(0, Math.round(ms / 1_000)))} s`;
}

function heldBy(holder: LeaseHolder): OperatorRunningError {
  const where = `lease ${holder.namespace}/${holder.name}`;
  const { namespaces, shard } = parseScope(holder.scope);
  const scope = `${namespaces === undefined ? 'all namespaces' : `namespace ${namespaces.join(',')}`}${shard === undefined ? '' : `, shard ${shardText(shard)}`}`;
  return new OperatorRunningError(holder.identity, `${holder.identity} holds ${where} (${scope}, renewed ${seconds(holder.ageMs)} ago)`);
}

/** Refuses beside a ready operator Deployment whose scope overlaps. Returns where the operator's Deployment is, ready or not. */
async function checkDeployments(options: LeaseGuardOptions, scope: string): Promise<string | undefined> {
  const { operator, log } = options;
  const found = await lookFor(options, DEPLOYMENT, operator.deployment, operator.namespace);
  if (found === undefined) {
    log.warn(`you may not read deployments in namespace ${operator.namespace}: a running ${operator.deployment} would go unnoticed`);
    return undefined;
  }
  const operators = found.filter(
    (deployment) => isOperator(deployment, operator) && deployment.metadata.namespace !== options.ownNamespace,
  );
  for (const deployment of operators) {
    const taken = takenOverOf(deployment);
    if (taken === undefined || taken.by === options.identity || deploymentReplicas(deployment) > 0) continue;
    const { name, namespace = '' } = deployment.metadata;
    log.warn(`deployment/${name} in namespace ${namespace} was scaled to 0 by ${taken.by}: once that run is over, reconcile --give-back`);
  }
  const running = operators.find((deployment) => isReady(deployment) && overlaps(scope, watchedScope(deployment)));
  if (running !== undefined) {
    const name = `deployment/${running.metadata.name}`;
    throw new OperatorRunningError(
      name,
      `${name} is ready in namespace ${running.metadata.namespace ?? ''} and reconciles the same objects`,
    );
  }
  return operators[0]?.metadata.namespace;
}

/** Refuses beside a live lease whose scope overlaps. Gives those that may be taken. */
async function checkLeases(options: LeaseGuardOptions, scope: string, seize?: Seizure): Promise<readonly LeaseHolder[]> {
  const { operator, log, clock, identity } = options;
  const { leases, isHidden } = await lookForLeases(options);
  if (isHidden) log.warn(`you may not read leases in namespace ${operator.namespace}: another loop over these objects would go unnoticed`);
  const others = leases
    .flatMap((lease) => holderOf(lease, clock.now()) ?? [])
    .filter((holder) => holder.identity !== identity && overlaps(scope, holder.scope));
  const kept = others.find((holder) => !(seize?.from(holder) ?? false));
  if (kept !== undefined) throw heldBy(kept);
  return others;
}

async function acquireFirst(
  options: LeaseGuardOptions,
  candidates: readonly string[],
  scope: string,
  name = shardName(options.operator.leaseName, options.shard),
): Promise<HeldLease> {
  const labels = options.shard === undefined ? {} : { labels: { [LEASE_OF_LABEL]: options.operator.leaseName } };
  for (const [index, namespace] of candidates.entries()) {
    const key: ObjectKey = { namespace, name };
    try {
      const result = await acquireLease({ ...options, ...labels, key, scope });
      if ('holder' in result) throw heldBy(result.holder);
      options.log.debug(`holding lease ${keyOf(key)}`);
      return result.held;
    } catch (error) {
      // The operator's own namespace need not exist, and we need not be allowed into it.
      if (index === candidates.length - 1 || !isApiError(error, 'NotFound', 'Forbidden')) throw error;
    }
  }
  throw new Error('no namespace to take a lease in');
}

/**
 * Takes the leases that a run needs: one in the operator's namespace for a run over the cluster, one in each namespace otherwise. Throws
 * OperatorRunningError beside a live lease or a ready operator Deployment whose scope overlaps. Where looking is forbidden it warns and
 * goes on: the versions that every write carries keep it safe.
 */
export async function acquireLeaseGuard(options: LeaseGuardOptions): Promise<LeaseGuard> {
  const { namespaces, operator } = options;
  const scope = scopeText(options);
  const home = await checkDeployments(options, scope);
  const seized = await checkLeases(options, scope, options.seize);
  const held: HeldLease[] = [];
  const release = async (): Promise<void> => {
    await Promise.all(held.map((lease) => lease.release()));
  };
  const own = shardName(operator.leaseName, options.shard);
  const isHeld = (namespace: string): boolean => seized.some((lease) => lease.namespace === namespace && lease.name === own);
  try {
    // Each of them is taken where it is: whoever holds it looks only there. A run over namespaces leaves its scope as it was.
    for (const lease of seized)
      held.push(await acquireFirst(options, [lease.namespace], namespaces === undefined ? scope : lease.scope, lease.name));
    if (namespaces === undefined) {
      const places =
        options.leaseNamespace === undefined ? [home ?? operator.namespace, options.contextNamespace] : [options.leaseNamespace];
      if (!places.some(isHeld)) held.push(await acquireFirst(options, [...new Set(places)], scope));
    } else {
      for (const namespace of namespaces) {
        if (!isHeld(namespace)) held.push(await acquireFirst(options, [namespace], scopeText({ ...options, namespaces: [namespace] })));
      }
    }
    // Two runs may have looked at the same moment: whoever sees the other one now steps back.
    await checkLeases(options, scope);
  } catch (error) {
    await release();
    throw error;
  }
  return { covers: (ms) => held.every((lease) => lease.covers(ms)), lost: AbortSignal.any(held.map((lease) => lease.lost)), release };
}
