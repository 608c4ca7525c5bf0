import { sharedReads } from '../../cluster/shared-reads.ts';
import {
  GatewayError,
  type GatewayRow,
  type GatewayTarget,
  type MarieGateway,
  type RowSweep,
  type WaitingWork,
} from '../../reconcile/marie/gateway.ts';
import { createGatewayCall } from './gateway-call.ts';
import { createGatewayKeys } from './gateway-key.ts';
import type { GatewayOutside } from './gateway-outside.ts';
import { readExecutors, readSlots, readSubmitted } from './gateway-readers.ts';
import { createGatewayList } from './gateway-list.ts';
import { createSweep, gatewayId } from './gateway-sweep.ts';
import { rowInterests } from './row-interests.ts';

/** Milliseconds for which one sweep serves everybody. */
const SHARED_MS = 5000;

const INVOKE = '/api/v1/invoke';

/** The executor that a task is for; undefined for those that do nothing. */
function executorOf({ metadata }: GatewayRow): string | undefined {
  const { on } = metadata;
  const [, name] = typeof on === 'string' ? (/^([^:/]+):\/\//.exec(on) ?? []) : [];
  return name === 'noop' ? undefined : name;
}

function countBy(rows: readonly GatewayRow[], states: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const row of rows) {
    const name = states.includes(row.state) ? executorOf(row) : undefined;
    if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** Gateways over HTTP. It remembers keys and shares sweeps: one for each process is enough. */
export function createMarieGateway(outside: GatewayOutside): MarieGateway {
  const call = createGatewayCall(outside);
  const keys = createGatewayKeys(outside);
  const sweep = createSweep(createGatewayList(outside), outside.clock);
  const interests = rowInterests(outside.clock);
  const shared = sharedReads<RowSweep>({ clock: outside.clock, keepMs: SHARED_MS, from: 'start' });

  const share = async (target: GatewayTarget, signal: AbortSignal): Promise<RowSweep> => {
    const id = gatewayId(target);
    return await shared(id, signal, async (both) => await sweep(target, (row) => interests.has(id, row), both));
  };

  return {
    submit: async (target, { metadata, queue }, signal) => {
      signal.throwIfAborted();
      const apiKey = await keys.of(target, signal);
      const action = { action_type: 'command', command: 'job', action: 'submit', api_key: apiKey, name: queue, metadata };
      const body = { header: {}, parameters: { invoke_action: action } };
      try {
        const { json } = await call(target, { method: 'POST', route: INVOKE, path: INVOKE, apiKey, body }, signal);
        return { jobId: readSubmitted(json, `POST ${INVOKE}`, [apiKey]) };
      } catch (error) {
        if (error instanceof GatewayError && error.reason === 'AuthFailed') keys.forget(target);
        throw error;
      }
    },
    listRows: async (target, signal, wanted) => {
      interests.add(gatewayId(target), wanted);
      return await share(target, signal);
    },
    findByReference: async (target, references, signal) => {
      const wanted = new Set<unknown>(references);
      const isOf = ({ metadata }: GatewayRow): boolean => wanted.has(metadata['ref_id']);
      const { rows, ...swept } = await sweep(target, isOf, signal);
      return { ...swept, rows: rows.filter(isOf) };
    },
    stop: async (target, jobId, signal) => {
      const path = `/api/jobs/${encodeURIComponent(jobId)}/stop`;
      await call(target, { method: 'GET', route: '/api/jobs/:id/stop', path }, signal);
    },
    waitingWork: async (target, signal): Promise<WaitingWork> => {
      const { rows } = await share(target, signal);
      const route = '/api/capacity';
      const { json } = await call(target, { method: 'GET', route, path: route }, signal);
      return { waiting: countBy(rows, ['created', 'retry']), active: countBy(rows, ['active']), slots: readSlots(json, `GET ${route}`) };
    },
    executors: async (target, signal) => {
      const route = '/api/deployments';
      const { json } = await call(target, { method: 'GET', route, path: route }, signal);
      return readExecutors(json, `GET ${route}`);
    },
  };
}
