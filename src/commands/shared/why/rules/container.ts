import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { partsOf } from '../../describe-object/parts-of.ts';
import { fieldEvidence, newestEvent } from '../evidence.ts';
import { patchPrimary, primaryLeaves } from '../fixes.ts';
import type { Link, ObjectName } from '../link.ts';
import { objectName, type Related } from '../related.ts';
import { addSecretKey, createSecret } from './secret.ts';

const UNPULLABLE = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull', 'ImageInspectError']);
const UNMAKEABLE = new Set(['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError']);

/** The command that gives the container another image: in the field of the primary that the image came from, where it is found. */
function changeImage(image: string, related: Related, fallback: string): string {
  const leaves = primaryLeaves(related).filter(({ value }) => typeof value === 'string');
  const whole = leaves.find(({ value }) => value === image);
  if (whole !== undefined) return patchPrimary(related, whole.path, 'IMAGE');
  const colon = image.lastIndexOf(':');
  const tag = colon > image.lastIndexOf('/') ? image.slice(colon + 1) : undefined;
  const field = leaves.find(({ path, value }) => value === tag && /tag|version/i.test(String(path.at(-1))));
  return field === undefined ? fallback : patchPrimary(related, field.path, 'TAG');
}

/** `secret "x" not found`, `configmap "x" not found`, `couldn't find key k in Secret ns/x` (kubelet, `makeEnvironmentVariables`). */
export function missingSource(message: string, namespace: string): { readonly on: ObjectName; readonly fix: string } | undefined {
  const key = /couldn't find key (\S+) in (Secret|ConfigMap) [^/\s]*\/(\S+)/.exec(message);
  if (key !== null) {
    const [, wanted = '', kind = 'Secret', name = ''] = key;
    const on = { kind, namespace, name };
    const patch = `kubectl patch configmap ${name} -n ${namespace} -p '${JSON.stringify({ data: { [wanted]: 'VALUE' } })}'`;
    return { on, fix: kind === 'Secret' ? addSecretKey(on, wanted) : patch };
  }
  const [, kind, name] = /(secret|configmap)s? "([^"]+)" not found/.exec(message) ?? [];
  if (kind === undefined || name === undefined) return undefined;
  if (kind === 'secret') return { on: { kind: 'Secret', namespace, name }, fix: createSecret({ kind: 'Secret', namespace, name }, []) };
  return { on: { kind: 'ConfigMap', namespace, name }, fix: `kubectl create configmap ${name} -n ${namespace} --from-literal=KEY=VALUE` };
}

function afterExit(container: V1ContainerStatus): string | undefined {
  const ended = container.lastState?.terminated ?? container.state?.terminated;
  if (ended === undefined) return undefined;
  return `exit code ${String(ended.exitCode)}${ended.reason === undefined ? '' : ` (${ended.reason})`}`;
}

function memoryFix(related: Related): string | undefined {
  const limit = primaryLeaves(related).find(({ path }) => path.at(-1) === 'memory' && path.includes('limits'));
  return limit === undefined ? undefined : patchPrimary(related, limit.path, 'AMOUNT');
}

/** What is known of a container that does not do its work. */
interface IllContainer {
  readonly pod: KubeObject;
  readonly container: V1ContainerStatus;
  readonly namespace: string;
  /** Why it ended last, if it did. */
  readonly ended: string | undefined;
  readonly evidence: Link['evidence'];
  readonly related: Related;
}

function describePod({ pod, namespace }: IllContainer): string {
  return `kubectl describe pod ${pod.metadata.name} -n ${namespace}`;
}

function stuck(ill: IllContainer, rest: Pick<Link, 'reason' | 'message' | 'fix'>): Link {
  return { object: objectName(ill.pod), state: 'stuck', evidence: ill.evidence, ...rest };
}

function unpullable(ill: IllContainer, reason: string): Link {
  const { pod, container, related } = ill;
  const { spec } = partsOf<V1Pod>(pod);
  const declared = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].find(({ name }) => name === container.name);
  const image = declared?.image ?? container.image;
  const message = `the image ${image} of container ${container.name} cannot be pulled`;
  return stuck(ill, { reason, message, fix: changeImage(image, related, describePod(ill)) });
}

function unmakeable(ill: IllContainer, reason: string, message: string): Link {
  const told = `container ${ill.container.name} cannot be made: ${message}`;
  return { ...stuck(ill, { reason, message: told, fix: describePod(ill) }), ...missingSource(message, ill.namespace) };
}

function crashing(ill: IllContainer, reason: string | undefined): Link {
  const { pod, container, namespace, ended, related } = ill;
  const isOutOfMemory = ended?.includes('OOMKilled') === true;
  const previous = container.restartCount > 0 && container.state?.terminated === undefined ? ' --previous' : '';
  const logs = `kubectl logs ${pod.metadata.name} -n ${namespace} -c ${container.name}${previous}`;
  return stuck(ill, {
    reason: isOutOfMemory ? 'OOMKilled' : (reason ?? 'Terminated'),
    message: `container ${container.name} does not keep running${ended === undefined ? '' : `: ${ended}`}`,
    fix: (isOutOfMemory ? memoryFix(related) : undefined) ?? logs,
  });
}

function evidenceOf(pod: KubeObject, container: V1ContainerStatus, ended: string | undefined, related: Related): Link['evidence'] {
  const { name, state, restartCount } = container;
  const { reason = '', message = '' } = state?.waiting ?? {};
  const waits = `container ${name} waits: ${reason}${message === '' ? '' : `: ${message}`}`;
  const told = state?.waiting === undefined ? `container ${name} is ${state?.running === undefined ? 'not running' : 'running'}` : waits;
  const end = ended === undefined ? '' : `; it ended with ${ended}`;
  const restarts = restartCount > 0 ? `, ${String(restartCount)} restarts` : '';
  return [fieldEvidence('status', pod, `${told}${end}${restarts}`), ...newestEvent(related, pod, ({ type }) => type === 'Warning')];
}

/** Why one container of a pod does not run or is not ready; undefined where nothing is wrong with it. */
export function containerLink(pod: KubeObject, container: V1ContainerStatus, related: Related): Link | undefined {
  const { name, state, ready } = container;
  const { namespace = 'default' } = pod.metadata;
  const ended = afterExit(container);
  const ill: IllContainer = { pod, container, namespace, ended, related, evidence: evidenceOf(pod, container, ended, related) };
  const { reason = '', message = '' } = state?.waiting ?? {};
  if (UNPULLABLE.has(reason)) return unpullable(ill, reason);
  if (UNMAKEABLE.has(reason)) return unmakeable(ill, reason, message);
  if (reason === 'CrashLoopBackOff') return crashing(ill, reason);
  if (state?.terminated !== undefined) return crashing(ill, state.terminated.reason);
  if (state?.running === undefined || ready) return undefined;
  const logs = `kubectl logs ${pod.metadata.name} -n ${namespace} -c ${name}`;
  return { ...stuck(ill, { reason: 'NotReady', message: `container ${name} runs and is not ready`, fix: logs }), state: 'waits' };
}
