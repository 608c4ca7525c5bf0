import { DEPLOYMENT } from '../../../../../kernel/builtin-types.ts';
import { isJsonObject } from '../../../../../kernel/json.ts';
import type { KubeObject } from '../../../../../kernel/kube-object.ts';
import { CliError } from '../../../../../output/cli-error.ts';
import { EXIT } from '../../../../../output/exit-codes.ts';
import { childNames } from '../../../../../templates/maia/names.ts';
import { poll } from '../../../../shared/poll.ts';
import type { BackupInstance } from '../backup-instance.ts';
import { holdsVolumes, podWords, tellingPod } from '../job-state.ts';
import { podsOfInstance } from '../pods-of.ts';
import type { RestoreContext } from './restore-context.ts';

type Say = (text: string) => void;

async function readDeployment({ session, signal }: RestoreContext, { name, namespace }: BackupInstance): Promise<KubeObject> {
  const key = { namespace, name: childNames.deployment(name) };
  return await session.during({ verb: 'get', type: DEPLOYMENT, ...key }, () => session.api.get(DEPLOYMENT, key, { signal }));
}

function numberAt(value: unknown, field: string): number {
  const found = isJsonObject(value) ? value[field] : undefined;
  return typeof found === 'number' ? found : 0;
}

async function setReplicas(context: RestoreContext, instance: BackupInstance, replicas: number): Promise<void> {
  const { session, signal } = context;
  const { metadata, spec } = await readDeployment(context, instance);
  if (numberAt(spec, 'replicas') === replicas) return;
  const key = { name: metadata.name, namespace: instance.namespace };
  const scale = { ...DEPLOYMENT, plural: 'deployments/scale' };
  await session.during({ verb: 'patch', type: scale, ...key }, () =>
    session.api.patch(DEPLOYMENT, key, { type: 'merge', body: { spec: { replicas } } }, { subresource: 'scale', signal }),
  );
}

/**
 * Stops the server of a paused instance and waits until no pod holds its data: neither a server nor a backup that is being made. Scales again
 * whenever somebody else has scaled it up meanwhile. (A backup that begins later waits for a server, since its pod must run beside one.)
 */
export async function stopServer(context: RestoreContext, instance: BackupInstance, say: Say): Promise<void> {
  const { session, signal } = context;
  await poll(signal, async () => {
    await setReplicas(context, instance, 0);
    for (const component of ['server', 'backup'] as const) {
      const holding = (await podsOfInstance(session, instance, component, signal)).find(
        (pod) => holdsVolumes(pod) || (component === 'server' && mayCome(pod)),
      );
      if (holding === undefined) continue;
      say(`${component === 'server' ? 'the server still runs' : 'a backup is still being made'} (pod ${holding.metadata.name})`);
      return false;
    }
    return true;
  });
}

/** A server's pod that has no node yet may get one. */
function mayCome({ status, metadata }: KubeObject): boolean {
  const phase = isJsonObject(status) ? status['phase'] : undefined;
  return phase !== 'Succeeded' && phase !== 'Failed' && metadata.deletionTimestamp === undefined;
}

function rolloutFailure({ status }: KubeObject): string | undefined {
  const conditions: unknown = isJsonObject(status) ? status['conditions'] : undefined;
  if (!Array.isArray(conditions)) return undefined;
  const failed = conditions
    .filter(isJsonObject)
    .find(({ type, status: met, reason }) => type === 'Progressing' && met === 'False' && reason === 'ProgressDeadlineExceeded');
  return failed === undefined ? undefined : String(failed['message']);
}

/** Waits until a server of the instance is ready. Throws a CliError (9) once its rollout has passed its deadline. */
async function awaitServer(context: RestoreContext, instance: BackupInstance, say: Say): Promise<void> {
  const { session, signal } = context;
  await poll(signal, async () => {
    const deployment = await readDeployment(context, instance);
    const { status, metadata } = deployment;
    const seen = numberAt(status, 'observedGeneration') >= (metadata.generation ?? 0);
    if (seen && numberAt(status, 'readyReplicas') > 0) return true;
    const failure = seen ? rolloutFailure(deployment) : undefined;
    const pod = tellingPod(await podsOfInstance(session, instance, 'server', signal));
    const words = pod === undefined ? 'the server has no pod yet' : podWords(pod);
    say(words);
    if (failure === undefined) return false;
    throw new CliError({
      exit: EXIT.failedState,
      message: `the server of MaiaInstance ${instance.name} in namespace ${instance.namespace} does not become ready`,
      why: `${failure}; ${words}`,
      fix: `look why: kubectl logs deploy/${instance.name} -n ${instance.namespace}`,
    });
  });
}

/** Starts the server of a paused instance again and waits until one is ready. */
export async function startServer(context: RestoreContext, instance: BackupInstance, say: Say): Promise<void> {
  await setReplicas(context, instance, instance.spec.replicas);
  await awaitServer(context, instance, say);
}
