import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { startHealthServer } from '../../reconcile/engine/health-server.ts';
import type { LeaseGuard } from '../../reconcile/engine/lease-guard.ts';
import { createManager, type Manager, type ManagerOptions } from '../../reconcile/engine/manager.ts';
import { leaseLost } from './lease-lost.ts';
import { refusedList } from './refused-list.ts';
import type { Runtime } from './runtime.ts';
import type { Session } from './session.ts';

export interface RunLoopOptions {
  readonly manager: ManagerOptions;
  readonly guard: LeaseGuard;
  readonly runtime: Runtime;
  readonly session: Session;
  readonly addresses: { readonly metrics: string; readonly health: string };
  /** What it does until a signal comes. Default `reconciling`. */
  readonly doing?: string;
}

/** What `/readyz` complains about: caches that are not synced, and watches that a person must help. */
function notReady(manager: Manager): readonly string[] {
  if (!manager.isSynced()) return ['caches are not synced'];
  return manager.caches
    .all()
    .filter((cache) => cache.isRunning() && cache.error() !== undefined)
    .map((cache) => `watching ${cache.type.plural}: ${cache.error() instanceof Error ? (cache.error() as Error).message : 'failed'}`);
}

/** Starts what `addresses` ask for. Throws a usage error where that cannot be listened on. */
async function serve(manager: Manager, addresses: RunLoopOptions['addresses']): Promise<{ close(): Promise<void> }> {
  try {
    return await startHealthServer({
      metricsAddress: addresses.metrics,
      healthAddress: addresses.health,
      metrics: manager.metrics,
      notReady: () => notReady(manager),
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const fix = 'choose other addresses with --metrics-bind-address and --health-probe-bind-address; 0 is off';
    throw new CliError({ exit: EXIT.usage, message: 'cannot serve metrics and probes', why, fix, cause: error });
  }
}

/** Runs until a signal comes (exit 0) or the lease is lost (exit 6). */
export async function runLoop(options: RunLoopOptions): Promise<number> {
  const { guard, runtime, addresses } = options;
  const manager = createManager({
    ...options.manager,
    onSynced: () => runtime.stderr(`${options.doing ?? 'reconciling'} until a signal comes (server ${options.session.server})\n`),
  });
  const server = await serve(manager, addresses);
  try {
    await manager.run(runtime.signal, guard.lost);
  } catch (error) {
    throw refusedList(error, options.manager, options.session, runtime);
  } finally {
    await server.close();
  }
  if (!guard.lost.aborted) return EXIT.ok;
  throw leaseLost(guard.lost);
}
