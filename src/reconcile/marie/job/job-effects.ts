import { isJsonObject, type Json, type JsonObject } from '../../../kernel/json.ts';
import type { Effect, EffectHandler, EffectFailure, EffectResult } from '../../engine/contract.ts';
import { GatewayError, type GatewayFailure, type GatewaySubmission, type GatewayTarget, type MarieGateway } from '../gateway.ts';
import type { FreshAttempts } from './fresh-attempts.ts';
import { inputText, type SecretInput } from './job-input.ts';

/** Milliseconds that a call may take: shorter than a lease lasts, so that nobody else begins meanwhile. */
export const EFFECT_TIMEOUT_MS = 10_000;

/** A recorded attempt: what is known of it before anything is sent. */
export interface RecordInput {
  readonly submissionRef: string;
  readonly lastAttemptTime: string;
  /** More to store with it; null drops a field. */
  readonly status: JsonObject;
}

/** Sends a recorded attempt. */
export interface SubmitInput {
  readonly target: GatewayTarget;
  readonly submission: GatewaySubmission;
  readonly submissionRef: string;
  readonly lastAttemptTime: string;
  /** The document, read when it is sent. */
  readonly secret?: SecretInput;
  /** When it is tried again where the key is not taken. */
  readonly retryAfter: string;
}

/** Asks the gateway to stop a job. */
export interface StopInput {
  readonly target: GatewayTarget;
  readonly jobId: string;
}

interface Inputs {
  readonly 'record-attempt': RecordInput;
  readonly 'submit-job': SubmitInput;
  readonly 'stop-job': StopInput;
}

/** An effect of that type, as data. */
export function jobEffect<T extends keyof Inputs>(type: T, input: Inputs[T]): Effect {
  return { type, input: input as unknown as Json };
}

/** The plan was made from what is no longer so. */
class StaleAttemptError extends Error implements EffectFailure {
  readonly reason = 'Stale';
  readonly stuck = false;
}

/** Stored before anything is sent; only the process that stored it may send without looking first, so it does not end before it has. */
function recordAttempt(fresh: FreshAttempts): EffectHandler {
  return {
    timeoutMs: EFFECT_TIMEOUT_MS,
    begins: true,
    run: (json, { primary }) => {
      const { lastAttemptTime, status, submissionRef } = json as unknown as RecordInput;
      const { uid } = primary.metadata;
      const attempt = { submissionRef, lastAttemptTime };
      fresh.add(uid, attempt);
      return Promise.resolve({
        stores: [{ into: 'status', patch: { ...status, ...attempt } }],
        undo: () => {
          fresh.take(uid, attempt);
          return Promise.resolve();
        },
      });
    },
  };
}

/** What became of a submission that was answered by an error. */
const STATES: Readonly<Record<GatewayFailure, 'Refused' | 'NotSent' | 'Unknown'>> = {
  AuthFailed: 'Refused',
  Refused: 'Refused',
  Unreachable: 'NotSent',
  NotAGateway: 'NotSent',
  NoAnswer: 'Unknown',
  ServerError: 'Unknown',
  DatabaseError: 'Unknown',
  NothingListed: 'Unknown',
};

function notTaken({ message, reason }: GatewayError, retryAfter: string): JsonObject {
  return {
    submission: { state: STATES[reason], code: reason, message },
    ...(reason === 'AuthFailed' ? { retryAfter } : {}),
  };
}

function stored(patch: JsonObject): EffectResult {
  return { stores: [{ into: 'status', patch: { notListedSince: null, ...patch } }] };
}

/** Sent once: an answer of any kind is stored, and where none is stored the next look finds out. */
function submitJob(gateway: MarieGateway, fresh: FreshAttempts): EffectHandler {
  return {
    timeoutMs: EFFECT_TIMEOUT_MS,
    run: async (json, { primary, readSecret, signal }) => {
      const { lastAttemptTime, retryAfter, secret, submission, submissionRef, target } = json as unknown as SubmitInput;
      const status = isJsonObject(primary['status']) ? primary['status'] : {};
      const isSame = status['submissionRef'] === submissionRef && status['lastAttemptTime'] === lastAttemptTime;
      let { metadata } = submission;
      if (secret !== undefined) {
        const bytes = await readSecret({ namespace: secret.namespace, name: secret.name }, secret.key);
        const data = bytes === undefined ? undefined : inputText(bytes);
        if (data === undefined) {
          const why = bytes === undefined ? 'is gone' : 'holds more than a job can carry along';
          const error = new GatewayError('Refused', `spec.input.secretRef: Secret/${secret.namespace}/${secret.name} ${why}`);
          fresh.take(primary.metadata.uid, { submissionRef, lastAttemptTime });
          return stored(notTaken(error, retryAfter));
        }
        metadata = { ...metadata, data };
      }
      if (!fresh.take(primary.metadata.uid, { submissionRef, lastAttemptTime }) || !isSame) {
        throw new StaleAttemptError(`${submissionRef} may have been sent already`);
      }
      try {
        const { jobId } = await gateway.submit(target, { ...submission, metadata }, signal);
        return stored({ jobId, dagId: jobId, submission: { state: 'Accepted' } });
      } catch (error) {
        if (error instanceof GatewayError) return stored(notTaken(error, retryAfter));
        if (!signal.aborted) throw error;
        const late = new GatewayError('NoAnswer', `no answer within ${String(EFFECT_TIMEOUT_MS)} ms`, { cause: error });
        return stored(notTaken(late, retryAfter));
      }
    },
  };
}

/** Best effort: whatever the gateway says is written down, and it is not asked again. */
function stopJob(gateway: MarieGateway): EffectHandler {
  return {
    timeoutMs: EFFECT_TIMEOUT_MS,
    run: async (json, { signal }) => {
      const { jobId, target } = json as unknown as StopInput;
      const told = (answer: string): EffectResult => ({ stores: [{ into: 'status', patch: { stop: { jobId, answer } } }] });
      try {
        await gateway.stop(target, jobId, signal);
        return told('the gateway was asked to stop it and said yes; the gateway of today goes on all the same, so it may still run');
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        return told(`the gateway could not be asked to stop it, so it may still run: ${error.message}`);
      }
    },
  };
}

/** The handlers of what is done for a job at its gateway. */
export function jobEffects(gateway: MarieGateway, fresh: FreshAttempts): Readonly<Record<keyof Inputs, EffectHandler>> {
  return {
    'record-attempt': recordAttempt(fresh),
    'submit-job': submitJob(gateway, fresh),
    'stop-job': stopJob(gateway),
  };
}
