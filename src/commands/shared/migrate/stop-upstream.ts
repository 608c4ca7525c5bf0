import { isApiError } from '../../../cluster/api-error.ts';
import { DEPLOYMENT, LEASE } from '../../../kernel/builtin-types.ts';
import { pause, timestamp } from '../../../kernel/clock.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject, ObjectKey } from '../../../kernel/kube-object.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { holderOf } from '../../../reconcile/engine/lease.ts';
import { TAKEN_OVER_AT, TAKEN_OVER_BY, TAKEN_OVER_REASON, TAKEN_OVER_REPLICAS, takenOverOf } from '../../../reconcile/engine/taken-over.ts';
import type { System } from '../../../registry.ts';
import { poll } from '../poll.ts';
import { nameOfDeployment, replicasOf, whoScaled } from '../take-over/deployment-facts.ts';
import { isAtWork, operatorLeases } from '../take-over/is-at-work.ts';
import { takenByOther } from '../take-over/scale-down.ts';
import type { Taker } from '../take-over/taker.ts';
import { operatorPods } from '../take-over/wait-stopped.ts';
import { MIGRATED_AT, MIGRATED_REPLICAS, migratedReplicas } from './migrated.ts';

const ATTEMPTS = 5;

/** With how many replicas it comes back: what a run before it recorded counts as long as nobody has scaled it since. */
function remembered(live: KubeObject): number {
  const size = replicasOf(live);
  if (size > 0) return size;
  const before = migratedReplicas(live);
  return before === undefined || Number.isNaN(before) ? (takenOverOf(live)?.replicas ?? 0) : before;
}

/**
 * Scales an upstream operator to 0: first the annotation with which a rollback brings it back, then the size, each only on the version that was
 * read. May be called again after any interruption. Gives how many replicas there were, 0 where it was stopped already.
 */
export async function stopUpstream(
  taker: Taker,
  { operator }: System,
  key: Required<ObjectKey>,
  options: { readonly dryRun: boolean; readonly signal: AbortSignal },
): Promise<number> {
  const { api } = taker.session;
  for (let attempt = 1; ; attempt += 1) {
    const done = await taker.session.during({ verb: 'patch', type: DEPLOYMENT, ...key }, async () => {
      const live = await api.get(DEPLOYMENT, key, { signal: options.signal });
      const taken = takenOverOf(live);
      if (taken !== undefined && (await isAtWork(taker, operator, taken, options.signal))) throw takenByOther(key, taken, taker.bin);
      const size = replicasOf(live);
      const replicas = remembered(live);
      if (replicas === 0) return 0;
      const annotations = {
        [MIGRATED_REPLICAS]: String(replicas),
        [MIGRATED_AT]: timestamp(taker.clock.now()),
        ...Object.fromEntries([TAKEN_OVER_REPLICAS, TAKEN_OVER_BY, TAKEN_OVER_AT, TAKEN_OVER_REASON].map((name) => [name, null])),
      };
      const { resourceVersion } = live.metadata;
      try {
        const isNoted = live.metadata.annotations?.[MIGRATED_REPLICAS] === String(replicas) && taken === undefined;
        const body = { metadata: { resourceVersion, annotations } };
        const noted = isNoted ? live : await api.patch(DEPLOYMENT, key, { type: 'merge', body }, options);
        if (size === 0) return 0;
        // A dry run has stored no newer version.
        const version = options.dryRun ? resourceVersion : noted.metadata.resourceVersion;
        const scale = { metadata: { resourceVersion: version }, spec: { replicas: 0 } };
        await api.patch(DEPLOYMENT, key, { type: 'merge', body: scale }, { ...options, subresource: 'scale' });
        return size;
      } catch (error) {
        if (attempt < ATTEMPTS && isApiError(error, 'Conflict')) return undefined;
        throw error;
      }
    });
    if (done !== undefined) return done;
  }
}

/** The refusal where somebody keeps scaling up what a migration stops. */
function scaledUp(live: KubeObject, key: Required<ObjectKey>): CliError {
  const who = whoScaled(live);
  return new CliError({
    exit: EXIT.conflict,
    message: `stopped: ${nameOfDeployment(key)} was scaled up to ${String(replicasOf(live))} again`,
    why: who === undefined ? 'somebody keeps it running' : `${who} set its replicas`,
    fix: 'stop whoever sets its replicas (an autoscaler, a delivery tool), then run this again',
  });
}

/** Throws where a stopped operator has been scaled up again (exit 6). Gives what is there of it; undefined where it is gone. */
export async function stillStopped(
  { session }: Pick<Taker, 'session'>,
  key: Required<ObjectKey>,
  signal: AbortSignal,
): Promise<KubeObject | undefined> {
  return await session.during({ verb: 'get', type: DEPLOYMENT, ...key }, async () => {
    try {
      const live = await session.api.get(DEPLOYMENT, key, { signal });
      if (replicasOf(live) > 0) throw scaledUp(live, key);
      return live;
    } catch (error) {
      if (isApiError(error, 'NotFound')) return undefined;
      throw error;
    }
  });
}

function saysNone({ metadata, status }: KubeObject): boolean {
  if (!isJsonObject(status)) return false;
  return Number(status['observedGeneration'] ?? 0) >= (metadata.generation ?? 0) && Number(status['replicas'] ?? 0) === 0;
}

/** Waits until a stopped operator has no pod any more; where pods may not be listed, until its Deployment says so. */
export async function waitForItsPods(taker: Pick<Taker, 'session'>, key: Required<ObjectKey>, signal: AbortSignal): Promise<void> {
  await poll(signal, async () => {
    const live = await stillStopped(taker, key, signal);
    if (live === undefined) return true;
    const pods = await taker.session.during({ verb: 'list' }, () => operatorPods(taker, live, signal));
    return pods === undefined ? saysNone(live) : pods.length === 0;
  });
}

/** Longer than any lease lasts that is not given back. */
const LEASE_MS = 20_000;
const POLL_MS = 500;

/** Waits until none of these pods holds a lease of the operator: one that was ended hard leaves it behind for some seconds. */
export async function waitForItsLease(taker: Taker, { operator }: System, pods: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
  const { clock, session } = taker;
  const until = clock.monotonic() + LEASE_MS;
  while (pods.size > 0 && clock.monotonic() < until) {
    const leases = await session.during({ verb: 'list', type: LEASE }, () => operatorLeases(taker, operator, signal));
    const holders = leases.flatMap((lease) => holderOf(lease, clock.now()) ?? []);
    // client-go's programs call themselves by their pod and a random part.
    if (!holders.some(({ identity }) => pods.has(identity.split('_')[0] ?? ''))) return;
    await pause(clock, POLL_MS, signal);
  }
}
