import { isApiError } from '../../../cluster/api-error.ts';
import type { DeleteOptions } from '../../../cluster/kube-api.ts';
import type { ObjectKey } from '../../../kernel/kube-object.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { DryRun } from '../../../output/resource-line.ts';
import type { Session } from '../session.ts';
import type { Doomed } from './doomed.ts';

export interface DeleteObjectOptions {
  readonly propagation: NonNullable<DeleteOptions['propagation']>;
  readonly dryRun: DryRun;
  readonly signal: AbortSignal;
}

/** Names the object of a doomed one. */
export function keyOfDoomed({ object }: Doomed): ObjectKey {
  const { name, namespace } = object.metadata;
  return namespace === undefined ? { name } : { name, namespace };
}

/** Deletes the very object that was looked at; one that was made anew under its name is left alone (exit 6). Already gone is as good. */
export async function deleteObject(session: Session, doomed: Doomed, options: DeleteObjectOptions): Promise<void> {
  const { propagation, dryRun, signal } = options;
  if (dryRun === 'client') return;
  const { type, object } = doomed;
  const key = keyOfDoomed(doomed);
  await session.during({ verb: 'delete', type, ...key }, async () => {
    try {
      await session.api.remove(type, key, { uid: object.metadata.uid, propagation, dryRun: dryRun === 'server', signal });
    } catch (error) {
      if (isApiError(error, 'NotFound')) return;
      if (!isApiError(error, 'Conflict')) throw error;
      throw new CliError({
        exit: EXIT.conflict,
        message: `${type.kind} ${key.name} was made anew meanwhile and is left alone`,
        why: 'it is another object of the same name',
        fix: 'run the command again if the new one is to go too',
        cause: error,
      });
    }
  });
}
