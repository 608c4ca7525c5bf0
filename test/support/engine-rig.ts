import { connect, type Connection } from '../../src/cluster/connect.ts';
import type { KubeApi } from '../../src/cluster/kube-api.ts';
import { isApiError } from '../../src/cluster/api-error.ts';
import { createSystemClock } from '../../src/cluster/system-clock.ts';
import { CUSTOM_RESOURCE_DEFINITION } from '../../src/kernel/builtin-types.ts';
import { isJsonObject } from '../../src/kernel/json.ts';
import type { Manifest } from '../../src/kernel/kube-object.ts';
import { silentLog } from '../../src/kernel/log.ts';
import { crdOf } from '../../src/manifests/crd.ts';
import { createManager, type Manager, type ManagerOptions } from '../../src/reconcile/engine/manager.ts';
import { runUntilSettled, type SettleOptions, type SettleResult } from '../../src/reconcile/engine/run-until-settled.ts';
import type { AnyReconciler } from '../../src/reconcile/engine/wake-up.ts';
import { gadget } from './gadget.ts';
import { accountUser, type LoopAccount } from './operator-account.ts';
import { hasLoopAccounts } from './operator-kubeconfig.ts';

/** The same server as each of the accounts of loops, by the administrator's way to it. */
const loopConnections = new WeakMap<KubeApi, Readonly<Record<LoopAccount, Connection>>>();

/** A connection for tests. Where the server has accounts for loops, {@link asLoop} gives it as one of them. Close it when done. */
export async function connectTo(kubeconfig: string): Promise<Connection> {
  const options = { program: 'test', version: '0', fieldManager: 'test', kubeconfig };
  const own = await connect(options);
  if (!hasLoopAccounts(kubeconfig)) return own;
  const as = async (account: LoopAccount): Promise<Connection> => connect({ ...options, as: accountUser(account) });
  const loops = { operator: await as('operator'), 'test-kinds': await as('test-kinds') };
  loopConnections.set(own.api, loops);
  const close = (): void => {
    for (const connection of [own, ...Object.values(loops)]) connection.close();
  };
  return { ...own, close };
}

/** A connection of {@link connectTo} as the account that runs loops, where its server has one; else what is given. */
export function asLoop<Part extends Pick<Connection, 'api' | 'discovery'>>(
  connection: Part,
  account: LoopAccount = 'operator',
): Part | Connection {
  return loopConnections.get(connection.api)?.[account] ?? connection;
}

/** Installs the kind of test objects and waits until it is served. */
export async function installGadgets(api: KubeApi): Promise<void> {
  const crd = crdOf(gadget);
  await api.apply(CUSTOM_RESOURCE_DEFINITION, crd, { fieldManager: 'test', force: true });
  for (;;) {
    const live = await api.get(CUSTOM_RESOURCE_DEFINITION, { name: crd.metadata.name });
    const { status } = live;
    const conditions = isJsonObject(status) && Array.isArray(status['conditions']) ? status['conditions'] : [];
    if (conditions.some((condition) => isJsonObject(condition) && condition['type'] === 'Established' && condition['status'] === 'True'))
      break;
  }
  for (;;) {
    try {
      await api.list(gadget, { limit: 1 });
      return;
    } catch (error) {
      // Established is told a moment before the storage answers.
      if (!isApiError(error, 'NotFound', 'TooManyRequests', 'ServiceUnavailable')) throw error;
    }
  }
}

/** A test object. */
export function gadgetManifest(namespace: string, name: string, spec: Readonly<Record<string, unknown>> = {}): Manifest {
  return { apiVersion: 'test.aistack.dev/v1', kind: 'Gadget', metadata: { namespace, name }, spec };
}

type RigOptions = Pick<ManagerOptions, 'reconcilers'> & Partial<Omit<ManagerOptions, 'reconcilers'>> & { readonly namespace?: string };

/**
 * What a manager needs, with everything that tests do not care about filled in. It works as the account for its kinds, where the connection
 * is one of {@link connectTo}; who wraps its `api` takes that of {@link asLoop}.
 */
export function managerOptions(connection: Pick<Connection, 'api' | 'discovery'>, options: RigOptions): ManagerOptions {
  const { namespace, ...rest } = options;
  const isOfTests = options.reconcilers.some(({ kind }) => kind.group === gadget.group);
  const { api, discovery } = asLoop(connection, isOfTests ? 'test-kinds' : 'operator');
  return {
    api,
    discovery,
    clock: createSystemClock({ holdsProcess: true }),
    random: () => 0.5,
    log: silentLog,
    scope: namespace === undefined ? {} : { namespaces: [namespace] },
    ...rest,
  };
}

/** A manager at work, and how to end it. */
export interface RunningManager {
  readonly manager: Manager;
  stop(): Promise<void>;
}

/** Starts a manager and waits for its first lists. */
export async function startManager(connection: Pick<Connection, 'api' | 'discovery'>, options: RigOptions): Promise<RunningManager> {
  const end = new AbortController();
  return new Promise((resolve, reject) => {
    const manager: Manager = createManager({
      ...managerOptions(connection, options),
      onSynced: () => {
        resolve({
          manager,
          stop: async () => {
            end.abort();
            await running;
          },
        });
      },
    });
    const running = manager.run(end.signal);
    running.catch(reject);
  });
}

/** One run until everything is settled, or 20 s. */
export async function settle(
  connection: Pick<Connection, 'api' | 'discovery'>,
  options: RigOptions & Pick<Partial<SettleOptions>, 'once' | 'timeoutMs' | 'onPass'>,
): Promise<SettleResult> {
  const { once, timeoutMs = 20_000, onPass, ...rest } = options;
  return runUntilSettled(
    {
      ...managerOptions(connection, rest),
      timeoutMs,
      ...(once === undefined ? {} : { once }),
      ...(onPass === undefined ? {} : { onPass }),
    },
    new AbortController().signal,
  );
}

/** Reconcilers of any types, for the engine. */
export function erased(reconciler: unknown): AnyReconciler {
  return reconciler as AnyReconciler;
}
