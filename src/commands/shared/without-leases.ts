import type { Log } from '../../kernel/log.ts';
import type { LeaseGuard } from '../../reconcile/engine/lease-guard.ts';

/** The guard of a run that its user wants without leases. It cannot be lost, and it keeps nobody else out: that is told. */
export function withoutLeases(log: Pick<Log, 'warn'>): LeaseGuard {
  log.warn('no lease is taken (--no-leader-elect): nothing keeps a second loop from working on the same objects');
  return { covers: () => true, lost: new AbortController().signal, release: () => Promise.resolve() };
}
