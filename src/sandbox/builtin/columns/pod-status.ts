import type { JsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { humanDuration } from '../../tables/human-duration.ts';
import { listIn, numberIn, objectIn, specOf, statusOf, textIn } from '../../values/read-values.ts';

/** What the columns of a pod say. */
export interface PodSummary {
  readonly status: string;
  readonly ready: string;
  readonly restarts: string;
}

interface Tally {
  reason: string;
  restarts: number;
  /** When a container ended last, in milliseconds; 0: never. */
  restartedAt: number;
}

function endOf(status: JsonObject): number {
  const ended = objectIn(objectIn(status['lastState'])['terminated'])['finishedAt'];
  return typeof ended === 'string' ? Date.parse(ended) : 0;
}

function count(tally: Tally, status: JsonObject): void {
  tally.restarts += numberIn(status['restartCount']);
  tally.restartedAt = Math.max(tally.restartedAt, endOf(status));
}

function endReason(terminated: JsonObject): string {
  const reason = textIn(terminated['reason']);
  if (reason !== '') return reason;
  const signal = numberIn(terminated['signal']);
  return signal === 0 ? `ExitCode:${String(numberIn(terminated['exitCode']))}` : `Signal:${String(signal)}`;
}

/** Why a pod still initializes; undefined once it has. */
function initReason(statuses: readonly JsonObject[], total: number, sidecars: ReadonlySet<string>, tally: Tally): string | undefined {
  for (const [index, status] of statuses.entries()) {
    count(tally, status);
    const { terminated, waiting } = objectIn(status['state']);
    const sidecar = sidecars.has(textIn(status['name']));
    if (terminated !== undefined && numberIn(objectIn(terminated)['exitCode']) === 0) continue;
    if (sidecar && status['started'] === true) continue;
    if (terminated !== undefined) return `Init:${endReason(objectIn(terminated))}`;
    const reason = textIn(objectIn(waiting)['reason']);
    if (reason !== '' && reason !== 'PodInitializing') return `Init:${reason}`;
    return `Init:${String(index)}/${String(total)}`;
  }
  return undefined;
}

/** The last container that waits or ended gives the reason; returns how many are ready and whether one runs. */
function containerReason(statuses: readonly JsonObject[], tally: Tally): { ready: number; running: boolean } {
  let ready = 0;
  let running = false;
  for (const status of statuses.toReversed()) {
    count(tally, status);
    const { waiting, terminated, running: runs } = objectIn(status['state']);
    const reason = textIn(objectIn(waiting)['reason']);
    if (reason !== '') tally.reason = reason;
    else if (terminated !== undefined) tally.reason = endReason(objectIn(terminated));
    else if (status['ready'] === true && runs !== undefined) {
      running = true;
      ready += 1;
    }
  }
  return { ready, running };
}

function isGated(status: JsonObject): boolean {
  return listIn(status['conditions']).some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated');
}

function isReady(status: JsonObject): boolean {
  return listIn(status['conditions']).some(({ type, status: value }) => type === 'Ready' && value === 'True');
}

/** A pod in a few words, as `kubectl get pods` shows it. */
export function podSummary(pod: KubeObject, now: number): PodSummary {
  const spec = specOf(pod);
  const status = statusOf(pod);
  const inits = listIn(spec['initContainers']);
  const sidecars = new Set(inits.filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => textIn(name)));
  const own = textIn(status['reason']);
  const tally: Tally = { reason: own === '' ? textIn(status['phase']) : own, restarts: 0, restartedAt: 0 };
  if (isGated(status)) tally.reason = 'SchedulingGated';
  const initStatuses = listIn(status['initContainerStatuses']);
  let ready = initStatuses.filter(({ name, started, ready: up }) => sidecars.has(textIn(name)) && started === true && up === true).length;
  const initializing = initReason(initStatuses, inits.length, sidecars, tally);
  const initialized = listIn(status['conditions']).some(({ type, status: value }) => type === 'Initialized' && value === 'True');
  if (initializing !== undefined) tally.reason = initializing;
  if (initializing === undefined || initialized) {
    if (sidecars.size === 0) Object.assign(tally, { restarts: 0, restartedAt: 0 });
    const found = containerReason(listIn(status['containerStatuses']), tally);
    ready += found.ready;
    if (tally.reason === 'Completed' && found.running) tally.reason = isReady(status) ? 'Running' : 'NotReady';
  }
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (own === 'NodeLost') tally.reason = 'Unknown';
    else if (status['phase'] !== 'Failed' && status['phase'] !== 'Succeeded') tally.reason = 'Terminating';
  }
  const total = listIn(spec['containers']).length + sidecars.size;
  const ago = tally.restarts > 0 && tally.restartedAt > 0 ? ` (${humanDuration(now - tally.restartedAt)} ago)` : '';
  return { status: tally.reason, ready: `${String(ready)}/${String(total)}`, restarts: `${String(tally.restarts)}${ago}` };
}
