import { AdminApiError } from '../admin-api.ts';
import { EffectError } from './effect-error.ts';

/** What the server will say again, however often it is asked the same. */
const REJECTIONS: ReadonlySet<string> = new Set(['InvalidInput', 'Forbidden']);

/** Milliseconds that a change may take: shorter than a lease lasts, so that nobody else begins meanwhile. */
export const EFFECT_TIMEOUT_MS = 10_000;

/** A call to the Admin API whose failure the engine keeps under the Admin API's own reason. */
export async function adminCall<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof AdminApiError)) throw error;
    throw new EffectError(error.reason, error.message, { cause: error, stuck: REJECTIONS.has(error.reason) });
  }
}
