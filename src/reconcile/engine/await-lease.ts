import { isApiError } from '../../cluster/api-error.ts';
import type { KubeApi } from '../../cluster/kube-api.ts';
import { LEASE } from '../../kernel/builtin-types.ts';
import { pause, type Clock } from '../../kernel/clock.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { keyOf, type KubeObject } from '../../kernel/kube-object.ts';
import type { Log } from '../../kernel/log.ts';
import { LEASE_DURATION_MS, type Seizure } from './lease.ts';
import type { LeaseGuard } from './lease-guard.ts';

/** client-go's retry period: how soon a lease that was given back is taken. */
const RETRY_MS = 2_000;
/** So much of it is spread, so that several who wait do not ask at the same moment. */
const JITTER = 0.2;

export interface AwaitLeaseOptions {
  readonly api: KubeApi;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly identity: string;
  /** Where the leases are, and what they are called. */
  readonly namespaces: readonly string[];
  readonly names: readonly string[];
  /** Takes them all, or rejects. What `seize` allows has been watched for as long as it lasts: no need to watch it again. */
  readonly acquire: (seize: Seizure) => Promise<LeaseGuard>;
  /** Whether a failure of `acquire` means that somebody else is at work, in words; undefined: it is thrown. */
  readonly isTaken: (error: unknown) => string | undefined;
  readonly signal: AbortSignal;
}

/** A version of a Lease, and since when on the monotonic clock it has stood still. */
interface Seen {
  readonly resourceVersion: string;
  readonly holder: string;
  readonly since: number;
}

function specOf(lease: KubeObject): Readonly<Record<string, unknown>> {
  return isJsonObject(lease['spec']) ? lease['spec'] : {};
}

async function readLeases({ api, namespaces, names, signal }: AwaitLeaseOptions): Promise<readonly KubeObject[]> {
  const [name, ...others] = names;
  const found = await Promise.all(
    namespaces.map(async (namespace) => {
      if (name === undefined || others.length > 0) return (await api.list(LEASE, { namespace, signal })).items;
      try {
        return [await api.get(LEASE, { namespace, name }, { signal })];
      } catch (error) {
        if (isApiError(error, 'NotFound')) return [];
        throw error;
      }
    }),
  );
  return found.flat().filter(({ metadata }) => names.includes(metadata.name));
}

/** A cluster that cannot be asked at this moment is no reason to give up waiting; one that refuses is. */
function isPassing(error: unknown): boolean {
  return isApiError(error) && !isApiError(error, 'Forbidden', 'Unauthorized', 'Configuration');
}

/**
 * Waits until the leases are free and takes them: the way of a standby. The holder's leases are watched all the while, so that one that is no longer
 * renewed is taken as soon as it has stood still for as long as it lasts on our own clock (client-go's rule), and one that was given back
 * within two seconds. Rejects with the signal's reason, or with an error that waiting does not mend.
 */
export async function awaitLease(options: AwaitLeaseOptions): Promise<LeaseGuard> {
  const { clock, log, identity, acquire, isTaken, random, signal } = options;
  const seen = new Map<string, Seen>();
  let told = '';
  const tell = (why: string): void => {
    if (why !== told) log.info(`standing by: ${why}`);
    told = why;
  };

  /** Who still holds one of them. */
  const look = async (): Promise<string | undefined> => {
    let busy: string | undefined;
    for (const lease of await readLeases(options)) {
      const key = keyOf(lease.metadata);
      const { holderIdentity, leaseDurationSeconds } = specOf(lease);
      const holder = typeof holderIdentity === 'string' ? holderIdentity : '';
      const before = seen.get(key);
      const isSame = before?.resourceVersion === lease.metadata.resourceVersion;
      const since = isSame ? before.since : clock.monotonic();
      seen.set(key, { resourceVersion: lease.metadata.resourceVersion, holder, since });
      const lastsMs = typeof leaseDurationSeconds === 'number' ? leaseDurationSeconds * 1_000 : LEASE_DURATION_MS;
      if (holder === '' || holder === identity) continue;
      if (clock.monotonic() - since < lastsMs) busy ??= `${holder} holds lease ${key}`;
      else left.add(`${key} ${holder}`);
    }
    return busy;
  };

  const left = new Set<string>();
  const seize: Seizure = { from: (holder) => left.has(`${keyOf(holder)} ${holder.identity}`) };
  for (;;) {
    signal.throwIfAborted();
    left.clear();
    try {
      const busy = await look();
      if (busy === undefined) return await acquire(seize);
      tell(busy);
    } catch (error) {
      signal.throwIfAborted();
      const taken = isTaken(error) ?? (isPassing(error) && error instanceof Error ? error.message : undefined);
      if (taken === undefined) throw error;
      tell(taken);
    }
    await pause(clock, RETRY_MS * (1 + JITTER * random()), signal);
  }
}
