import { isApiError } from '../../../cluster/api-error.ts';
import type { JsonPatchOperation } from '../../../cluster/kube-api.ts';
import { DEPLOYMENT } from '../../../kernel/builtin-types.ts';
import type { KubeObject, ObjectKey } from '../../../kernel/kube-object.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { OperatorFacts } from '../../../reconcile/engine/lease-guard.ts';
import { TAKEN_OVER_AT, TAKEN_OVER_BY, TAKEN_OVER_REASON, TAKEN_OVER_REPLICAS, takenOverOf } from '../../../reconcile/engine/taken-over.ts';
import { keyOfDeployment, nameOfDeployment, replicasOf } from './deployment-facts.ts';
import { stillRenews } from './is-at-work.ts';
import { noteOn } from './note-on.ts';
import type { Taker } from './taker.ts';

const ATTEMPTS = 5;

/** What became of a Deployment that was to be given back. */
export type GivenBack =
  /** Scaled to what it had. */
  | { readonly state: 'restored'; readonly replicas: number }
  /** Somebody had scaled it already: only the annotations are gone. */
  | { readonly state: 'scaled already'; readonly replicas: number }
  /** Nobody had taken it over, or another run has since; or it is gone. */
  | { readonly state: 'not taken' };

function pointer(annotation: string): string {
  return `/metadata/annotations/${annotation.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** All at once, and only if the same run still has it and its size is what was seen. */
function patchOf(live: KubeObject, replicas: number | undefined): readonly JsonPatchOperation[] {
  const { annotations = {} } = live.metadata;
  const names = [TAKEN_OVER_REPLICAS, TAKEN_OVER_BY, TAKEN_OVER_AT, TAKEN_OVER_REASON].filter((name) => annotations[name] !== undefined);
  return [
    ...names.map((name): JsonPatchOperation => ({ op: 'test', path: pointer(name), value: annotations[name] })),
    ...(replicas === undefined
      ? []
      : ([
          { op: 'test', path: '/spec/replicas', value: 0 },
          { op: 'replace', path: '/spec/replicas', value: replicas },
        ] as const)),
    ...names.map((name): JsonPatchOperation => ({ op: 'remove', path: pointer(name) })),
  ];
}

/**
 * Gives a Deployment back that a run has taken over: its replicas and its annotations, in one write. `by`: only if it is that run's. Throws a
 * CliError where the annotations do not tell how many replicas there were, or the API server refuses.
 */
export async function restore(taker: Taker, key: Required<ObjectKey>, by: string | undefined, signal?: AbortSignal): Promise<GivenBack> {
  const { api } = taker.session;
  const call = signal === undefined ? {} : { signal };
  for (let attempt = 1; ; attempt += 1) {
    const done = await taker.session.during({ verb: 'patch', type: DEPLOYMENT, ...key }, async (): Promise<GivenBack | undefined> => {
      let live: KubeObject;
      try {
        live = await api.get(DEPLOYMENT, key, call);
      } catch (error) {
        if (isApiError(error, 'NotFound')) return { state: 'not taken' };
        throw error;
      }
      const taken = takenOverOf(live);
      if (taken === undefined || (by !== undefined && taken.by !== by)) return { state: 'not taken' };
      const size = replicasOf(live);
      if (size === 0 && taken.replicas === undefined) throw unreadable(live);
      const replicas = size === 0 ? taken.replicas : undefined;
      try {
        const after = await api.patch(DEPLOYMENT, key, { type: 'json', operations: patchOf(live, replicas) }, call);
        if (replicas === undefined) return { state: 'scaled already', replicas: size };
        await noteOn(taker, DEPLOYMENT, after, { type: 'Normal', reason: 'GivenBack', message: `scaled to ${String(replicas)}` });
        return { state: 'restored', replicas };
      } catch (error) {
        // A test of the patch failed: somebody else wrote since.
        if (attempt < ATTEMPTS && isApiError(error, 'Invalid', 'Conflict')) return undefined;
        throw error;
      }
    });
    if (done !== undefined) return done;
  }
}

function unreadable(live: KubeObject): CliError {
  const key = keyOfDeployment(live);
  return new CliError({
    exit: EXIT.general,
    message: `it cannot be told how many replicas ${nameOfDeployment(key)} had`,
    why: `its annotation ${TAKEN_OVER_REPLICAS} is ${JSON.stringify(live.metadata.annotations?.[TAKEN_OVER_REPLICAS])}`,
    fix: `kubectl scale deployment ${key.name} -n ${key.namespace} --replicas=1`,
  });
}

/** What is said about a Deployment that was given back; undefined where there is nothing to say. */
export function givenBackLine(key: ObjectKey, result: GivenBack): string | undefined {
  if (result.state === 'not taken') return undefined;
  const what =
    result.state === 'restored'
      ? `given back: scaled to ${String(result.replicas)}`
      : `given back: somebody has scaled it to ${String(result.replicas)} already`;
  return `${nameOfDeployment(key)} ${what}`;
}

/**
 * Gives back what a run that is over has left behind. Waits for as long as that run's lease lasts, and throws a CliError (exit 6) where it
 * renews it: then it is at work, and gives back itself when it ends.
 */
export async function giveBack(taker: Taker, operator: OperatorFacts, deployment: KubeObject, signal: AbortSignal): Promise<GivenBack> {
  const taken = takenOverOf(deployment);
  if (taken === undefined) return { state: 'not taken' };
  const key = keyOfDeployment(deployment);
  if (taken.by !== taker.identity && (await stillRenews(taker, operator, taken, signal))) {
    throw new CliError({
      exit: EXIT.conflict,
      message: `${nameOfDeployment(key)} is taken over by a run that is at work`,
      why: `${taken.by} renews its lease`,
      fix: 'end that run: it gives back by itself',
    });
  }
  return await restore(taker, key, taken.by, signal);
}
