import { isApiError } from '../../cluster/api-error.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Controller } from './controller.ts';
import type { PassReport } from './pass-report.ts';
import { createManager, type Manager, type ManagerOptions } from './manager.ts';
import type { AnyReconciler } from './wake-up.ts';

export interface SettleOptions extends Omit<ManagerOptions, 'onPass' | 'onSynced'> {
  readonly clock: Clock;
  /** Milliseconds after which it is over, settled or not; 0 looks once, negative means never. */
  readonly timeoutMs: number;
  /** Exactly one pass over each object, without waiting for anything. */
  readonly once?: boolean;
  readonly onPass?: (report: PassReport) => void;
  readonly onManager?: (manager: Manager) => void;
  /** The first lists have arrived: these are the objects there are. */
  readonly onSynced?: (controllers: readonly Controller[]) => void;
}

/** Where one object stood at the end. `report` is absent where its first pass did not come about. */
export interface SettledObject {
  readonly reconciler: AnyReconciler;
  readonly key: string;
  readonly report?: PassReport;
  readonly isSettled: boolean;
}

/** How a one-shot run ended. */
export interface SettleResult {
  readonly objects: readonly SettledObject[];
  readonly timedOut: boolean;
}

/** Nothing of this kind of end changes any more unless somebody does something. */
function isFinal(report: PassReport): boolean {
  if (report.statusPending === true) return false;
  // A right that is missing does not come by waiting.
  if (report.outcome === 'error') return isApiError(report.error, 'Forbidden', 'Unauthorized');
  return report.outcome === 'ready' || report.outcome === 'stuck' || report.outcome === 'failed' || report.outcome === 'gone';
}

function isOnePass(report: PassReport): boolean {
  return report.outcome !== 'again' && report.outcome !== 'stale';
}

/**
 * Runs a manager until every selected object is Ready, stuck, failed or gone, the time is over, or the signal is aborted. Objects that
 * appear meanwhile count too. Rejects where the manager does (a first list was refused).
 */
export async function runUntilSettled(options: SettleOptions, signal: AbortSignal, abandon?: AbortSignal): Promise<SettleResult> {
  const { clock, once = false, timeoutMs } = options;
  const end = new AbortController();
  const reports = new Map<Controller, Map<string, PassReport>>();
  let controllers: readonly Controller[] = [];
  let timedOut = false;

  const isSettled = (controller: Controller, key: string): boolean => {
    const report = reports.get(controller)?.get(key);
    if (report === undefined) return false;
    return once ? isOnePass(report) : isFinal(report) && !controller.isActive(key);
  };

  const check = (): void => {
    const isDone = controllers.every((controller) => controller.selectedKeys().every((key) => isSettled(controller, key)));
    if (isDone) end.abort();
  };

  let isCheckDue = false;
  const checkSoon = (): void => {
    // The key that was just reported is still in work; and a thousand reports in one turn need one look.
    if (isCheckDue) return;
    isCheckDue = true;
    setImmediate(() => {
      isCheckDue = false;
      check();
    });
  };

  const manager = createManager({
    ...options,
    ...(once ? { statusWaitMs: 0 } : {}),
    onSynced: (synced) => {
      controllers = synced;
      options.onSynced?.(synced);
      checkSoon();
    },
    onPass: (report) => {
      options.onPass?.(report);
      const controller = controllers.find((candidate) => candidate.reconciler === report.reconciler);
      if (controller === undefined) return;
      const seen = reports.get(controller) ?? new Map<string, PassReport>();
      seen.set(report.key, report);
      reports.set(controller, seen);
      checkSoon();
    },
  });
  options.onManager?.(manager);
  const cancel =
    timeoutMs < 0
      ? (): void => undefined
      : clock.after(timeoutMs, () => {
          timedOut = true;
          end.abort();
        });
  try {
    await manager.run(AbortSignal.any([signal, end.signal]), abandon);
  } finally {
    cancel();
  }
  const objects = controllers.flatMap((controller) =>
    controller.selectedKeys().map((key) => {
      const report = reports.get(controller)?.get(key);
      return { reconciler: controller.reconciler, key, isSettled: isSettled(controller, key), ...(report === undefined ? {} : { report }) };
    }),
  );
  return { objects, timedOut: timedOut && objects.some((object) => !object.isSettled) };
}
