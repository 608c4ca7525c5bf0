import { AdminApiError } from '../../reconcile/maia/admin-api.ts';

/** Waits for a removal. What the server does not know is removed already. */
export async function isGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (error instanceof AdminApiError && error.reason === 'NotFound') return;
    throw error;
  }
}
