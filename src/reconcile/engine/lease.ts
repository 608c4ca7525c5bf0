import { isApiError } from '../../cluster/api-error.ts';
import type { KubeApi } from '../../cluster/kube-api.ts';
import { LEASE } from '../../kernel/builtin-types.ts';
import { microTimestamp, pause, type Clock } from '../../kernel/clock.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { KubeObject, ObjectKey } from '../../kernel/kube-object.ts';
import type { Log } from '../../kernel/log.ts';

/** On a Lease: what its holder works on, as `scopeText` writes it. Absent (another operator's Lease): everything. */
export const SCOPE_ANNOTATION = 'aistack.dev/scope';

/** controller-runtime's times: a lease lasts 15 s, is given up when it could not be renewed for 10 s, and is renewed every 2 s. */
export const LEASE_DURATION_MS = 15_000;
const RENEW_DEADLINE_MS = 10_000;
const RETRY_MS = 2_000;
/** A claim that is answered later is over before it begins. */
const CLAIM = { timeoutMs: RENEW_DEADLINE_MS } as const;
const NEVER: AbortSignal = new AbortController().signal;

/** What a Lease object says of its holder. */
export interface LeaseHolder {
  readonly identity: string;
  readonly namespace: string;
  readonly name: string;
  readonly scope: string;
  /** Milliseconds since it was renewed last. */
  readonly ageMs: number;
}

/** A lease that is ours until released or lost. */
export interface HeldLease {
  /** Whether it is sure to be ours for that much longer, in milliseconds. */
  covers(ms: number): boolean;
  /** Aborted when it could not be renewed in time: stop writing at once. */
  readonly lost: AbortSignal;
  /** Gives it back, so that the next one need not wait. Never rejects. */
  release(): Promise<void>;
}

/** The permission to take a lease from somebody who seems to hold it. Whoever held it stops when it sees another holder. */
export interface Seizure {
  readonly from: (holder: Pick<LeaseHolder, 'identity' | 'namespace' | 'name'>) => boolean;
  /** Left on the Lease. */
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface LeaseOptions {
  readonly api: KubeApi;
  readonly clock: Clock;
  readonly log: Log;
  readonly key: ObjectKey;
  readonly identity: string;
  readonly scope: string;
  /** By which others find it. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Ends the wait for a lease that may have run out. */
  readonly signal?: AbortSignal;
  readonly seize?: Seizure;
}

/** Longer ago than any two clocks are apart. */
const SURELY_OVER_MS = 300_000;

function spec(lease: KubeObject): Readonly<Record<string, unknown>> {
  return isJsonObject(lease['spec']) ? lease['spec'] : {};
}

function claimantOf(lease: KubeObject): Omit<LeaseHolder, 'ageMs'> {
  const { name, namespace = '', annotations } = lease.metadata;
  const { holderIdentity } = spec(lease);
  return {
    identity: typeof holderIdentity === 'string' ? holderIdentity : '',
    namespace,
    name,
    scope: annotations?.[SCOPE_ANNOTATION] ?? '*',
  };
}

/** Who holds a Lease at this moment, or undefined where it is free or has run out. */
export function holderOf(lease: KubeObject, now: number): LeaseHolder | undefined {
  const { holderIdentity, renewTime, leaseDurationSeconds } = spec(lease);
  if (typeof holderIdentity !== 'string' || holderIdentity === '' || typeof renewTime !== 'string') return undefined;
  const ageMs = now - Date.parse(renewTime);
  const lastsMs = typeof leaseDurationSeconds === 'number' ? leaseDurationSeconds * 1_000 : LEASE_DURATION_MS;
  if (!(ageMs < lastsMs)) return undefined;
  return { ...claimantOf(lease), ageMs };
}

function claim(options: LeaseOptions, before: KubeObject | undefined): Record<string, unknown> {
  const now = microTimestamp(options.clock.now());
  const old = before === undefined ? {} : spec(before);
  const transitions = typeof old['leaseTransitions'] === 'number' ? old['leaseTransitions'] : 0;
  return {
    holderIdentity: options.identity,
    leaseDurationSeconds: LEASE_DURATION_MS / 1_000,
    acquireTime: now,
    renewTime: now,
    leaseTransitions: before === undefined ? 0 : transitions + 1,
  };
}

/**
 * Whether a lease that ran out by this machine's clock has really been left: the holder's clock may be behind ours, so it is watched for as
 * long as it lasts on our own monotonic clock (client-go's rule). A lease given back has no holder and needs no wait.
 */
async function isLeft(options: LeaseOptions, live: KubeObject): Promise<boolean> {
  const { api, clock, log, key, identity, signal = NEVER } = options;
  const { holderIdentity, renewTime, leaseDurationSeconds } = spec(live);
  if (typeof holderIdentity !== 'string' || holderIdentity === '' || holderIdentity === identity || typeof renewTime !== 'string')
    return true;
  if (clock.now() - Date.parse(renewTime) > SURELY_OVER_MS) return true;
  const lastsMs = typeof leaseDurationSeconds === 'number' ? leaseDurationSeconds * 1_000 : LEASE_DURATION_MS;
  const until = clock.monotonic() + lastsMs;
  log.info(`the lease ${key.name} of ${holderIdentity} seems to have run out; watching it for ${String(lastsMs / 1_000)} s to be sure`);
  while (clock.monotonic() < until) {
    await pause(clock, Math.min(RETRY_MS, until - clock.monotonic()), signal);
    const now = await api.get(LEASE, key, { signal });
    if (now.metadata.resourceVersion !== live.metadata.resourceVersion) return false;
  }
  return true;
}

/** `since`: when it was claimed, on the monotonic clock; its answer may have taken long. */
async function take(
  options: LeaseOptions,
): Promise<{ readonly lease: KubeObject; readonly since: number } | { readonly holder: LeaseHolder }> {
  const { api, key, labels, scope, clock, seize, signal = NEVER } = options;
  const metadata = { ...key, ...(labels === undefined ? {} : { labels }), annotations: { [SCOPE_ANNOTATION]: scope } };
  for (;;) {
    let live: KubeObject | undefined;
    try {
      // Of a write nobody would know whether it was stored: that is waited for.
      live = await api.get(LEASE, key, { signal });
    } catch (error) {
      if (!isApiError(error, 'NotFound')) throw error;
    }
    try {
      if (live === undefined) {
        const manifest = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec: claim(options, undefined) };
        const since = clock.monotonic();
        return { lease: await api.create(LEASE, manifest, CLAIM), since };
      }
      const holder = holderOf(live, clock.now());
      const isSeized = seize?.from(claimantOf(live)) ?? false;
      // Ours already: a claim that was stored though its answer was lost.
      if (holder !== undefined && holder.identity !== options.identity && !isSeized) return { holder };
      if (!isSeized && !(await isLeft(options, live))) return { holder: { ...claimantOf(live), ageMs: 0 } };
      const annotations = { ...live.metadata.annotations, ...(isSeized ? seize?.annotations : {}), [SCOPE_ANNOTATION]: scope };
      const labelled = labels === undefined ? {} : { labels: { ...live.metadata.labels, ...labels } };
      const claimed = { ...live, metadata: { ...live.metadata, ...labelled, annotations }, spec: claim(options, live) };
      const since = clock.monotonic();
      return { lease: await api.replace(LEASE, claimed, CLAIM), since };
    } catch (error) {
      // Somebody was quicker: look again who it is.
      if (!isApiError(error, 'AlreadyExists', 'Conflict')) throw error;
    }
  }
}

/** Takes a lease and keeps renewing it, or says who holds it. Throws the API server's error where Leases cannot be read or written. */
export async function acquireLease(options: LeaseOptions): Promise<{ readonly held: HeldLease } | { readonly holder: LeaseHolder }> {
  const { api, clock, log, key } = options;
  const taken = await take(options);
  if ('holder' in taken) return taken;
  let live = taken.lease;
  let renewedAt = taken.since;
  let renewedAtWall = clock.now();
  const lost = new AbortController();
  const end = new AbortController();
  const over = AbortSignal.any([end.signal, lost.signal]);
  let cancelDeadline = (): void => undefined;

  /** A timer of its own: a renewal that hangs, or that the client repeats for long, must not hide that the time is over. */
  const heldSince = (at: number): void => {
    renewedAt = at;
    renewedAtWall = clock.now() - (clock.monotonic() - at);
    cancelDeadline();
    cancelDeadline = clock.after(at + RENEW_DEADLINE_MS - clock.monotonic(), () => {
      lost.abort(new Error(`the lease ${key.name} could not be renewed for 10 s`));
    });
  };
  heldSince(taken.since);

  const renewOnce = async (): Promise<void> => {
    const startedAt = clock.monotonic();
    const how = { timeoutMs: RENEW_DEADLINE_MS / 2, signal: over, urgent: true } as const;
    const renew = async (lease: KubeObject): Promise<void> => {
      const renewed = { ...lease, spec: { ...spec(lease), renewTime: microTimestamp(clock.now()) } };
      live = await api.replace(LEASE, renewed, how);
    };
    const makeAnew = async (): Promise<void> => {
      const { labels = {}, annotations = {} } = live.metadata;
      const renewTime = microTimestamp(clock.now());
      const metadata = { ...key, labels, annotations };
      live = await api.create(LEASE, { apiVersion: live.apiVersion, kind: live.kind, metadata, spec: { ...spec(live), renewTime } }, how);
    };
    const now = async (): Promise<KubeObject | undefined> => {
      try {
        return await api.get(LEASE, key, { signal: over, urgent: true });
      } catch (error) {
        if (isApiError(error, 'NotFound')) return undefined;
        throw error;
      }
    };
    try {
      await renew(live);
    } catch (error) {
      if (!isApiError(error, 'Conflict', 'NotFound')) throw error;
      // Our own write whose answer was lost, an edit by hand, another holder, or somebody has deleted it: of those who make it anew one wins.
      const found = await now();
      if (found !== undefined && spec(found)['holderIdentity'] !== options.identity) {
        lost.abort(new Error(`the lease ${key.name} was taken by ${String(spec(found)['holderIdentity'])}`));
        return;
      }
      // Others go by what is stored: that it is still ours is no renewal.
      await (found === undefined ? makeAnew() : renew(found));
    }
    if (!over.aborted) heldSince(startedAt);
  };

  const renewing = (async (): Promise<void> => {
    while (!over.aborted) {
      try {
        await pause(clock, RETRY_MS, over);
        await renewOnce();
      } catch (error) {
        if (over.aborted) break;
        log.warn(`the lease ${key.name} could not be renewed: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    cancelDeadline();
  })();

  const giveBack = async (): Promise<void> => {
    const free = (lease: KubeObject): KubeObject => ({ ...lease, spec: { ...spec(lease), holderIdentity: '', leaseDurationSeconds: 1 } });
    try {
      await api.replace(LEASE, free(live), { urgent: true });
    } catch (error) {
      if (!isApiError(error, 'Conflict')) throw error;
      const now = await api.get(LEASE, key); // a renewal that was broken off may have been stored
      if (spec(now)['holderIdentity'] === options.identity) await api.replace(LEASE, free(now));
    }
  };

  const held: HeldLease = {
    // Both clocks: the monotonic one stands still while a laptop sleeps, the wall clock may be set back.
    covers: (ms) => !over.aborted && Math.max(clock.monotonic() - renewedAt, clock.now() - renewedAtWall) + ms < LEASE_DURATION_MS,
    lost: lost.signal,
    release: async () => {
      end.abort();
      await renewing;
      if (lost.signal.aborted) return;
      try {
        await giveBack();
      } catch (error) {
        log.debug(`the lease ${key.name} was not given back: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  };
  return { held };
}
