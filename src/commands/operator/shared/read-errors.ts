import { isApiError } from '../../../cluster/api-error.ts';
import { METRICS_PORT } from '../../../manifests/operator/manager-pod.ts';
import type { Session } from '../../shared/session.ts';
import type { FoundManager } from './find-managers.ts';

const SAMPLE = /^(\w+)\{([^}]*)\} ([\d.e+]+)$/gm;
const ERRORS: readonly string[] = ['controller_runtime_reconcile_errors_total', 'controller_runtime_terminal_reconcile_errors_total'];
const TIMEOUT_MS = 3_000;
/** Behind the Service are also those that wait: asked again, another one may answer. */
const TRIES = 3;

/** How often the passes of each controller have failed since the manager was started, by controller; undefined where the text is a standby's. */
export function errorsIn(metrics: string): Readonly<Record<string, number>> | undefined {
  const errors: Record<string, number> = {};
  let leads: boolean | undefined;
  for (const [, name = '', labels = '', value = ''] of metrics.matchAll(SAMPLE)) {
    if (name === 'leader_election_master_status') leads = (leads ?? false) || Number(value) === 1;
    const controller = /controller="([^"]*)"/.exec(labels)?.[1];
    if (controller === undefined || !ERRORS.includes(name)) continue;
    // What only a person can mend is counted by both.
    errors[controller] = Math.max(errors[controller] ?? 0, Number(value));
  }
  return leads === false ? undefined : errors;
}

/** The failures that a manager of ours tells in its metrics; undefined where they cannot be read. */
export async function readErrors(
  session: Session,
  { namespace, name, ready, isOurs }: FoundManager,
  signal: AbortSignal,
): Promise<Readonly<Record<string, number>> | undefined> {
  if (!isOurs || ready === 0) return undefined;
  const service = { namespace, name: `${name}-metrics`, port: METRICS_PORT };
  for (let tried = 0; tried < TRIES; tried += 1) {
    try {
      const answer = await session.outside().services.call(service, { method: 'GET', path: '/metrics', timeoutMs: TIMEOUT_MS, signal });
      if (answer.status !== 200) return undefined;
      const errors = errorsIn(answer.body.toString('utf8'));
      if (errors !== undefined) return errors;
    } catch (error) {
      if (isApiError(error)) return undefined;
      throw error;
    }
  }
  return undefined;
}
