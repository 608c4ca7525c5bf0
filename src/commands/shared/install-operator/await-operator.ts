import { isApiError } from '../../../cluster/api-error.ts';
import { DEPLOYMENT, POD } from '../../../kernel/builtin-types.ts';
import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { poll } from '../poll.ts';
import type { Session } from '../session.ts';

/** What is wrong with a pod that waiting does not mend. */
export interface PodTrouble {
  readonly pod: string;
  readonly is: 'image' | 'crash' | 'config';
  readonly image: string;
  readonly why: string;
}

const IMAGE_REASONS: readonly string[] = ['ImagePullBackOff', 'ErrImageNeverPull', 'InvalidImageName'];
const CONFIG_REASONS: readonly string[] = ['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError'];

function part(value: unknown, key: string): JsonObject {
  return isJsonObject(value) && isJsonObject(value[key]) ? value[key] : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** The first trouble of a pod's containers, from its status. */
export function podTrouble(pod: KubeObject): PodTrouble | undefined {
  for (const status of listOf(part(pod, 'status')['containerStatuses'])) {
    const waiting = part(status['state'], 'waiting');
    const reason = text(waiting['reason']);
    const said = text(waiting['message']) || reason;
    const found = { pod: pod.metadata.name, image: text(status['image']) };
    if (IMAGE_REASONS.includes(reason)) return { ...found, is: 'image', why: said };
    if (CONFIG_REASONS.includes(reason)) return { ...found, is: 'config', why: said };
    if (reason !== 'CrashLoopBackOff') continue;
    const ended = part(status['lastState'], 'terminated');
    const code =
      typeof ended['exitCode'] === 'number' ? `: it ended with ${String(ended['exitCode'])} (${text(ended['reason']) || 'Error'})` : '';
    return { ...found, is: 'crash', why: `it does not stay up${code}` };
  }
  return undefined;
}

/** What a Deployment still waits for; undefined where all its pods run the newest version and are available. */
export function missingPods(deployment: KubeObject): string | undefined {
  const [spec, status] = [part(deployment, 'spec'), part(deployment, 'status')];
  const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
  const wanted = number(spec['replicas'] ?? 1);
  if (number(status['observedGeneration']) < number(deployment.metadata.generation)) return 'the roll-out to begin';
  const updated = number(status['updatedReplicas']);
  if (updated < wanted) return `${String(updated)} of ${String(wanted)} pods to be made`;
  const available = number(status['availableReplicas']);
  if (available < wanted) return `${String(available)} of ${String(wanted)} pods to be available`;
  const left = number(status['replicas']) - updated;
  return left > 0 ? `${String(left)} old ${left === 1 ? 'pod' : 'pods'} to go` : undefined;
}

function failure(trouble: PodTrouble, namespace: string, bin: string): CliError {
  const { pod, is, image, why } = trouble;
  const messages = {
    image: `the image ${image} cannot be pulled`,
    crash: `pod ${pod} of the operator does not run`,
    config: `pod ${pod} of the operator cannot be started`,
  };
  const fixes = {
    image: `name one that the nodes can pull: ${bin} install operator --image REF`,
    crash: `kubectl logs ${pod} -n ${namespace} --previous`,
    config: `kubectl describe pod ${pod} -n ${namespace}`,
  };
  return new CliError({ exit: EXIT.failedState, message: messages[is], why, fix: fixes[is] });
}

export interface AwaitOperatorOptions {
  readonly session: Session;
  readonly namespace: string;
  readonly deployment: string;
  /** Of its pods. */
  readonly selector: string;
  readonly bin: string;
  readonly signal: AbortSignal;
  /** A single look, and a timeout error if it is not there yet. */
  readonly once: boolean;
  readonly tell: (waiting: string) => void;
}

async function troubleOf({ session, namespace, selector, signal }: AwaitOperatorOptions): Promise<PodTrouble | undefined> {
  try {
    const { items } = await session.api.list(POD, { namespace, labelSelector: selector, signal });
    return items.map(podTrouble).find((found) => found !== undefined);
  } catch (error) {
    // Whoever may install need not be allowed to look at pods: the wait then ends by its time-out.
    if (isApiError(error, 'Forbidden')) return undefined;
    throw error;
  }
}

/** Waits until the manager's Deployment is available. Throws exit 9 where its image cannot be pulled or it does not stay up. */
export async function awaitOperator(options: AwaitOperatorOptions): Promise<void> {
  const { session, namespace, deployment: name, bin, signal, once, tell } = options;
  await poll(signal, async () => {
    const live = await session.during({ verb: 'get', type: DEPLOYMENT, namespace, name }, () =>
      session.api.get(DEPLOYMENT, { namespace, name }, { signal }),
    );
    const missing = missingPods(live);
    if (missing === undefined) return true;
    const trouble = await troubleOf(options);
    if (trouble !== undefined) throw failure(trouble, namespace, bin);
    tell(`deployment ${name}: ${missing}`);
    if (!once) return false;
    throw new CliError({
      exit: EXIT.timeout,
      message: `deployment ${name} is not available yet`,
      why: `waiting for ${missing}`,
      fix: 'look again, or wait with --timeout=2m',
    });
  });
}
