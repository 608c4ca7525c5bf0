import { isApiError } from '../../../cluster/api-error.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { CliError } from '../../../output/cli-error.ts';
import { closest } from '../../../output/closest.ts';
import { listMetadata } from '../delete/list-metadata.ts';
import type { Session } from '../session.ts';

/** What was looked for under a name that there is not. */
export interface Missing {
  readonly type: ResourceType;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly signal: AbortSignal;
}

/** The error about a missing object with the live name that was probably meant; as it is where there is none like it, or none may be listed. */
export async function suggestName(session: Session, error: CliError, { type, namespace, name, signal }: Missing): Promise<CliError> {
  try {
    const live = await listMetadata(session, type, namespace, signal);
    const meant = closest(
      name,
      (live ?? []).map(({ metadata }) => metadata.name),
    );
    if (meant === undefined) return error;
    return new CliError({ exit: error.exit, message: error.message, why: error.why, fix: `did you mean "${meant}"?`, cause: error.cause });
  } catch (listing) {
    // A search for a better word must not hide what is wrong.
    if (signal.aborted || !isApiError(listing)) throw listing;
    return error;
  }
}
