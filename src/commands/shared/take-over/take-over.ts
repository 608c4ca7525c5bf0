import { LEASE } from '../../../kernel/builtin-types.ts';
import { pause } from '../../../kernel/clock.ts';
import type { SystemId } from '../../../kernel/kind-definition.ts';
import type { KubeObject, ObjectKey } from '../../../kernel/kube-object.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { holderOf, type LeaseHolder, type Seizure } from '../../../reconcile/engine/lease.ts';
import { overlaps } from '../../../kernel/shard.ts';
import { TAKEN_OVER_REASON } from '../../../reconcile/engine/taken-over.ts';
import type { System } from '../../../registry.ts';
import { findOperator } from '../operators/find-operator.ts';
import { blastRadius, type SystemTakeOver } from './blast-radius.ts';
import { keyOfDeployment, nameOfDeployment, worksIn } from './deployment-facts.ts';
import { operatorDeployments, toScaleDown } from './find-taken.ts';
import { givenBackLine, restore } from './give-back.ts';
import { operatorLeases } from './is-at-work.ts';
import { noteOn } from './note-on.ts';
import { scaleDown } from './scale-down.ts';
import type { TakeOverMode, Taker } from './taker.ts';
import { operatorPods, waitStopped } from './wait-stopped.ts';
import { watchTaken, type TakenWatch } from './watch-taken.ts';

/** A lease that is not given back lasts this long, and a little more. */
const LEASE_MS = 20_000;
const POLL_MS = 500;
const RESTORE_ATTEMPTS = 5;

export interface TakeOverOptions {
  readonly taker: Taker;
  readonly mode: TakeOverMode;
  readonly systems: readonly System[];
  /** Which namespaces the run is over in a system's case; absent: all. */
  readonly namespacesOf: (system: System) => readonly string[] | undefined;
  readonly signal: AbortSignal;
  /** Asks a person about what is named. Throws where the answer is no. */
  readonly confirm: (question: string) => Promise<void>;
}

/** What was taken over, for as long as a run lasts. */
export interface TakeOver {
  /** Which leases of a system the run may take. */
  seizureOf(system: SystemId): Seizure | undefined;
  /** To be called once the leases are held. Aborted with the CliError to end with, when what was taken is no longer the run's own. */
  watch(): Promise<AbortSignal>;
  /** Gives everything back. Throws a CliError where that was not possible: it says how it is done by hand. */
  end(): Promise<void>;
}

async function liveHolders(
  taker: Taker,
  system: System,
  namespaces: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<readonly LeaseHolder[]> {
  const scope = namespaces?.join(',') ?? '*';
  const leases = await taker.session.during({ verb: 'list', type: LEASE }, () => operatorLeases(taker, system.operator, signal));
  return leases
    .flatMap((lease) => holderOf(lease, taker.clock.now()) ?? [])
    .filter((holder) => holder.identity !== taker.identity && overlaps(scope, holder.scope));
}

/** What there is to take over. Throws a CliError where the mode cannot do it. */
async function survey({ mode, namespacesOf, signal, systems, taker }: TakeOverOptions): Promise<readonly SystemTakeOver[]> {
  const parts: SystemTakeOver[] = [];
  for (const system of systems) {
    const namespaces = namespacesOf(system);
    if (mode === 'scale-down') {
      const deployments = toScaleDown(await operatorDeployments(taker, system, signal), namespaces);
      parts.push({ system, namespaces, deployments, holders: [] });
      continue;
    }
    const { ready = [] } = await findOperator(taker.session.api, system.operator, { now: taker.clock.now(), signal });
    const running = ready.find((deployment) => worksIn(deployment, namespaces));
    if (running !== undefined) {
      throw new CliError({
        exit: EXIT.conflict,
        message: `${nameOfDeployment(keyOfDeployment(running))} is ready: its lease alone cannot be taken`,
        why: 'its pods would take the lease again, or others start',
        fix: `${taker.bin} reconcile --take-over=scale-down`,
      });
    }
    parts.push({ system, namespaces, deployments: [], holders: await liveHolders(taker, system, namespaces, signal) });
  }
  return parts;
}

async function restoreAll(taker: Taker, keys: readonly Required<ObjectKey>[]): Promise<void> {
  const failures: Error[] = [];
  for (const key of keys) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const line = givenBackLine(key, await restore(taker, key, taker.identity));
        if (line !== undefined) taker.tell(`${line}\n`);
        break;
      } catch (error) {
        if (attempt === RESTORE_ATTEMPTS) {
          const failure = error instanceof Error ? error : new Error(String(error));
          failures.push(failure);
          taker.tell(`${nameOfDeployment(key)} is still at 0: ${failure.message}\n`);
          break;
        }
        await pause(taker.clock, attempt * POLL_MS, new AbortController().signal);
      }
    }
  }
  const [first] = failures;
  if (first === undefined) return;
  throw new CliError({
    exit: EXIT.partial,
    message: 'what was taken over could not be given back',
    why: first.message,
    fix: `${taker.bin} reconcile --give-back`,
    cause: first,
  });
}

/** Names that begin with one of a pod's: client-go and this program call themselves `<pod>_<something>`. */
function isOneOf(pods: ReadonlySet<string>, identity: string): boolean {
  return pods.has(identity.split('_')[0] ?? '');
}

/**
 * Makes room for a run where somebody else reconciles the same objects: scales operators to 0 and waits until their pods are gone and their
 * leases free, or allows the run to take leases that are held. Asks first. What was begun is given back where it fails. Throws a CliError.
 */
export async function takeOver(options: TakeOverOptions): Promise<TakeOver> {
  const { mode, signal, taker } = options;
  const parts = await survey(options);
  const question = blastRadius(parts);
  if (question !== '') await options.confirm(question);
  const keys: Required<ObjectKey>[] = [];
  const pods = new Set<string>();
  let watch: TakenWatch | undefined;
  const end = async (): Promise<void> => {
    await watch?.stop();
    await restoreAll(taker, keys);
  };
  const scaleAll = async (system: System, deployments: readonly KubeObject[]): Promise<void> => {
    for (const deployment of deployments) {
      const key = keyOfDeployment(deployment);
      for (const name of (await operatorPods(taker, deployment, signal)) ?? []) pods.add(name);
      // Before it is done: an answer may be lost.
      keys.push(key);
      const replicas = await scaleDown(taker, system.operator, key, signal);
      signal.throwIfAborted();
      if (replicas > 0) taker.tell(`${nameOfDeployment(key)} scaled from ${String(replicas)} to 0 until this run ends\n`);
    }
  };
  try {
    for (const { deployments, system } of parts) await scaleAll(system, deployments);
    for (const key of keys) await waitStopped(taker, key, signal);
    // Who still holds a lease is told by the refusal to take it.
    const until = taker.clock.monotonic() + LEASE_MS;
    for (const { deployments, namespaces, system } of parts) {
      if (deployments.length === 0) continue;
      for (;;) {
        const holders = await liveHolders(taker, system, namespaces, signal);
        if (holders.every(({ identity }) => isOneOf(pods, identity)) || taker.clock.monotonic() >= until) break;
        await pause(taker.clock, POLL_MS, signal);
      }
    }
  } catch (error) {
    await end().catch((late: unknown) => taker.tell(`${late instanceof CliError ? `${late.message}; ${late.fix ?? ''}` : String(late)}\n`));
    throw error;
  }
  return {
    seizureOf: (id) => {
      const held = new Set(
        parts.filter(({ system }) => system.id === id).flatMap(({ holders }) => holders.map(({ identity }) => identity)),
      );
      const from: Seizure['from'] = ({ identity }) => (mode === 'lease' ? held.has(identity) : isOneOf(pods, identity));
      if (mode === 'scale-down') return { from };
      return { from, annotations: { [TAKEN_OVER_REASON]: taker.reason ?? '' } };
    },
    watch: async () => {
      for (const { holders } of parts) {
        for (const { identity, name, namespace } of holders) {
          taker.tell(`lease ${namespace}/${name} taken from ${identity}\n`);
          const about = await taker.session.api.get(LEASE, { namespace, name }).catch(() => undefined);
          if (about !== undefined)
            await noteOn(taker, LEASE, about, { type: 'Normal', reason: 'TakenOver', message: `taken from ${identity}` });
        }
      }
      watch = watchTaken(taker, keys);
      return watch.lost;
    },
    end,
  };
}
