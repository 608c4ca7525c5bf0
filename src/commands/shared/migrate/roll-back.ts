import { isApiError } from '../../../cluster/api-error.ts';
import type { JsonPatchOperation } from '../../../cluster/kube-api.ts';
import { DEPLOYMENT } from '../../../kernel/builtin-types.ts';
import type { ObjectKey } from '../../../kernel/kube-object.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { Session } from '../session.ts';
import { nameOfDeployment, replicasOf } from '../take-over/deployment-facts.ts';
import { MIGRATED_AT, MIGRATED_REPLICAS, migratedReplicas } from './migrated.ts';

const ATTEMPTS = 5;

function pointer(annotation: string): string {
  return `/metadata/annotations/${annotation.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/**
 * Gives an operator's Deployment that a migration has stopped its replicas back and takes the annotations off, in one write. Gives its size;
 * undefined where no migration has stopped it. Throws a CliError where the annotation does not tell how many there were.
 */
export async function rollBack(
  session: Pick<Session, 'api' | 'during'>,
  key: Required<ObjectKey>,
  options: { readonly dryRun: boolean; readonly signal: AbortSignal },
): Promise<number | undefined> {
  const { api } = session;
  for (let attempt = 1; ; attempt += 1) {
    const done = await session.during(
      { verb: 'patch', type: DEPLOYMENT, ...key },
      async (): Promise<{ size: number | undefined } | undefined> => {
        const live = await api.get(DEPLOYMENT, key, { signal: options.signal });
        const replicas = migratedReplicas(live);
        if (replicas === undefined) return { size: undefined };
        const size = replicasOf(live);
        if (size === 0 && Number.isNaN(replicas)) throw unreadable(key, live.metadata.annotations?.[MIGRATED_REPLICAS]);
        const { annotations = {} } = live.metadata;
        const names = [MIGRATED_REPLICAS, MIGRATED_AT].filter((name) => annotations[name] !== undefined);
        const scale: readonly JsonPatchOperation[] = [
          { op: 'test', path: '/spec/replicas', value: 0 },
          { op: 'replace', path: '/spec/replicas', value: replicas },
        ];
        const operations: readonly JsonPatchOperation[] = [
          ...names.map((name): JsonPatchOperation => ({ op: 'test', path: pointer(name), value: annotations[name] })),
          // Somebody has scaled it already: only the annotations go.
          ...(size === 0 ? scale : []),
          ...names.map((name): JsonPatchOperation => ({ op: 'remove', path: pointer(name) })),
        ];
        try {
          await api.patch(DEPLOYMENT, key, { type: 'json', operations }, options);
          return { size: size === 0 ? replicas : size };
        } catch (error) {
          // A test of the patch failed: somebody else wrote since.
          if (attempt < ATTEMPTS && isApiError(error, 'Invalid', 'Conflict')) return undefined;
          throw error;
        }
      },
    );
    if (done !== undefined) return done.size;
  }
}

function unreadable(key: Required<ObjectKey>, said: string | undefined): CliError {
  return new CliError({
    exit: EXIT.general,
    message: `it cannot be told how many replicas ${nameOfDeployment(key)} had`,
    why: `its annotation ${MIGRATED_REPLICAS} is ${JSON.stringify(said)}`,
    fix: `kubectl scale deployment ${key.name} -n ${key.namespace} --replicas=1`,
  });
}
