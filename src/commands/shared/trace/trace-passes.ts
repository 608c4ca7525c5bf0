import { AsyncLocalStorage } from 'node:async_hooks';
import { isApiError } from '../../../cluster/api-error.ts';
import type { KubeApi } from '../../../cluster/kube-api.ts';
import type { ServicePort } from '../../../cluster/service-caller.ts';
import { timestamp } from '../../../kernel/clock.ts';
import { resourceNameOf } from '../../../kernel/resource-type.ts';
import type { PassBeginning, WitnessPasses } from '../../../reconcile/engine/pass-witness.ts';
import type { Outside } from '../../../cluster/outside.ts';
import { interceptApi, type ApiCallSeen } from './intercept-api.ts';
import { passNotes, type PassNotes } from './pass-notes.ts';
import type { ReconcileTrace } from './reconcile-trace.ts';

export interface TracePassesOptions {
  /** Unix milliseconds. */
  readonly now: () => number;
  /** A name for each pass. */
  readonly newId: () => string;
  /** Gets each record when its pass is over, with what the pass was about. */
  readonly tell: (record: ReconcileTrace, beginning: PassBeginning) => void;
}

/** Looks on at the passes of a run: give the manager `witnessOf` and the wrapped `api`, and the ports the wrapped `outside`. */
export interface PassTracer {
  readonly witnessOf: WitnessPasses;
  api(api: KubeApi): KubeApi;
  outside(outside: Outside): Outside;
}

const EVENTS = 'events';

function resultOf({ verb }: ApiCallSeen, answer: unknown): { readonly result: string; readonly status: number } {
  if (verb === 'remove') return { result: 'deleted', status: 200 };
  const isNew = verb === 'create' || (verb === 'apply' && (answer as { readonly created: boolean }).created);
  return isNew ? { result: 'created', status: 201 } : { result: 'stored', status: 200 };
}

/** A tracer. What is called inside a pass is told apart by the asynchronous context that the pass runs in. */
export function tracePasses({ now, newId, tell }: TracePassesOptions): PassTracer {
  const current = new AsyncLocalStorage<PassNotes>();

  const asked = async <T extends { readonly status: number }>(service: ServicePort, ask: () => Promise<T>): Promise<T> => {
    const { namespace, name } = service;
    const note = (found: number | string): void => current.getStore()?.read({ type: 'services', namespace, name, from: 'port', found });
    try {
      const answer = await ask();
      note(answer.status);
      return answer;
    } catch (error) {
      note('failed');
      throw error;
    }
  };

  return {
    witnessOf: (beginning) => {
      const notes = passNotes(beginning);
      const at = timestamp(now());
      const id = newId();
      return {
        within: async (work) => current.run(notes, work),
        read: ({ type, namespace, name, from, found }) =>
          notes.read({
            type: resourceNameOf(type),
            ...(namespace !== undefined && { namespace }),
            ...(name !== undefined && { name }),
            from,
            found,
          }),
        planned: (plan) => notes.planned(plan),
        decided: (decisions) => notes.decided(decisions),
        ended: (report) => tell(notes.record({ id, at }, report), beginning),
      };
    },
    api: (api) =>
      interceptApi(api, async (call, send) => {
        const notes = current.getStore();
        if (notes === undefined || !call.writes || call.resource === EVENTS) return send();
        const { verb, resource, namespace, name } = call;
        const about = { verb, type: resource, ...(namespace !== undefined && { namespace }), ...(name !== undefined && { name }) };
        try {
          const answer = await send();
          notes.wrote({ ...about, ...resultOf(call, answer) });
          return answer;
        } catch (error) {
          const [result, status] = isApiError(error) ? [error.reason, error.code] : ['broken off', 0];
          notes.wrote({ ...about, result, status });
          throw error;
        }
      }),
    outside: (outside) => ({
      ...outside,
      services: {
        call: async (service, request) => asked(service, async () => outside.services.call(service, request)),
        open: async (service, request) => asked(service, async () => outside.services.open(service, request)),
        close: () => outside.services.close(),
      },
    }),
  };
}
