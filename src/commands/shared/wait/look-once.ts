import type { KubeObject } from '../../../kernel/kube-object.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { watchFor } from './wait-one.ts';
import type { WaitOneOptions } from './wait-one.ts';
import { workloadsBehind } from './workloads-behind.ts';

/** The object, or undefined where there is none. A kind that is not served is an error. */
async function read({ session, target }: WaitOneOptions, signal: AbortSignal): Promise<KubeObject | undefined> {
  const { type, key } = target;
  const namespace = type.scope === 'Namespaced' ? key.namespace : undefined;
  try {
    return await session.during({ verb: 'get', type, namespace, name: key.name }, () =>
      session.api.get(type, { name: key.name, ...(namespace !== undefined && { namespace }) }, { signal }),
    );
  } catch (error) {
    if (error instanceof CliError && error.exit === EXIT.notFound) return undefined;
    throw error;
  }
}

/** Looks at one object once: undefined where it does not fulfil the condition (`onWaiting` hears why). Else as `waitOne`. */
export async function lookOnce(
  options: WaitOneOptions,
  signal: AbortSignal,
): Promise<{ readonly object: KubeObject | undefined } | undefined> {
  const object = await read(options, signal);
  const seen = watchFor(options)(object);
  if (seen.is === 'over') {
    if ('error' in seen.outcome) throw seen.outcome.error;
    return seen.outcome;
  }
  const why = seen.is === 'waits' ? seen.why : object === undefined ? undefined : await workloadsBehind(options.session, object, signal);
  if (why === undefined) return { object };
  options.onWaiting(object, why);
  return undefined;
}
