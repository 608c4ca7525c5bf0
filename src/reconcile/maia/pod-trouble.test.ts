import { expect, test } from 'vitest';
import { conditionOf, NOON, planned, settled } from '../../../test/support/maia-cluster.ts';
import { maiaInstancePrimary } from '../../../test/support/maia-instances.ts';
import { keptPod } from '../../kernel/kept-pod.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { instanceOfPod } from './server-pod.ts';

const LABELS = {
  'app.kubernetes.io/name': 'maia',
  'app.kubernetes.io/instance': 'notes',
  'app.kubernetes.io/managed-by': 'maia-operator',
  'app.kubernetes.io/component': 'server',
};

function pod(status: unknown, more: Partial<KubeObject['metadata']> = {}): KubeObject {
  const metadata = { name: 'notes-5f4d-x2j5k', namespace: 'apps', uid: 'uid-of-pod', resourceVersion: '3', labels: LABELS, ...more };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { creationTimestamp: '2026-03-01T11:59:00Z', ...metadata }, spec: {}, status };
}

function waiting(reason: string, message: string, more: object = {}): unknown {
  return { containerStatuses: [{ name: 'maia', ready: false, restartCount: 0, state: { waiting: { reason, message } }, ...more }] };
}

function withoutNode(since: string, message: string): unknown {
  return { conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message, lastTransitionTime: since }] };
}

const NOT_READY = {
  observedGeneration: 1,
  replicas: 1,
  updatedReplicas: 1,
  readyReplicas: 0,
  conditions: [{ type: 'Available', status: 'False', message: 'Deployment does not have minimum availability.' }],
};

type Planned = Awaited<ReturnType<typeof planned>>;

/** A plan for an instance whose server is not ready, and the one after its status is stored, with other pods. */
async function twice(first: readonly KubeObject[], second: readonly KubeObject[] = first): Promise<readonly [Planned, Planned]> {
  const primary = maiaInstancePrimary({});
  const children = settled(await planned(primary), NOT_READY);
  const before = await planned(primary, { children, derived: first });
  const stored = maiaInstancePrimary({}, { status: before.status });
  return [before, await planned(stored, { children, derived: second })];
}

function progressing({ status }: Planned): string | undefined {
  return status.conditions.find(({ type }) => type === 'Progressing')?.message;
}

test('a pod that no node takes is an event and in a condition, after a moment of patience', async () => {
  const words = '0/3 nodes are available: 3 Insufficient memory. preemption: 0/3 nodes are available';
  const [early] = await twice([pod(withoutNode('2026-03-01T11:59:55Z', words))]);
  expect(early.events).toEqual([]);
  expect(early.recheckAfter).toBe(5_000);
  const [late, next] = await twice([pod(withoutNode('2026-03-01T11:59:50Z', words))]);
  const message = '1 of 1 server pods does not start: 0/3 nodes are available: 3 Insufficient memory';
  expect(late.events).toContainEqual({ type: 'Warning', reason: 'Unschedulable', message });
  expect(conditionOf(late, 'Progressing')).toBe('True/DeploymentUpdating');
  expect(progressing(late)).toContain(`Unschedulable: ${message}`);
  // The reason of the instance itself stays what it was: programs know it.
  expect(conditionOf(late, 'Ready')).toBe('False/DeploymentNotReady');
  expect(next.events).toEqual([]);
});

test('a volume that is not there is named with its storage class', async () => {
  const primary = maiaInstancePrimary({ storage: { storageClassName: 'nope' } });
  const live = settled(await planned(primary), NOT_READY);
  const children = live.map((object) => (object.kind === 'PersistentVolumeClaim' ? { ...object, status: { phase: 'Pending' } } : object));
  const words = '0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found';
  const { events } = await planned(primary, { children, derived: [pod(withoutNode('2026-03-01T11:59:00Z', words))] });
  expect(events.map(({ message }) => message)).toEqual([
    '1 of 1 server pods does not start: 0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims; PersistentVolumeClaim/apps/notes-data has no volume of storage class "nope" yet',
  ]);
});

test('an image that cannot be pulled is told once, whether it is tried or waited for', async () => {
  const tried = pod(waiting('ErrImagePull', 'not found'));
  const paused = pod(waiting('ImagePullBackOff', 'Back-off pulling image "x" for pod=notes-5f4d-x2j5k_apps(uid-of-pod)'));
  const [first, second] = await twice([tried], [paused]);
  expect(first.events).toEqual([{ type: 'Warning', reason: 'ImagePullBackOff', message: '1 of 1 server pods does not start: not found' }]);
  expect(second.events).toEqual([]);
  expect(progressing(second)).not.toContain('uid-of-pod');
});

test('a server that ends again and again is told by its exit code, not by the pause, which grows', async () => {
  const crash = (pause: string): KubeObject =>
    pod(
      waiting('CrashLoopBackOff', `back-off ${pause} restarting failed container`, {
        restartCount: 3,
        lastState: { terminated: { exitCode: 2 } },
      }),
    );
  const [first, second] = await twice([crash('10s')], [crash('20s')]);
  expect(first.events.map(({ reason, message }) => `${reason}: ${message}`)).toEqual([
    'CrashLoopBackOff: 1 of 1 server pods does not start: the container ended with code 2',
  ]);
  expect(second.events).toEqual([]);
  expect(second.status).toEqual(first.status);
});

test('a Secret that is not there is told by itself, not by its pods too', async () => {
  const primary = maiaInstancePrimary({ security: { apiKeySecretRef: { name: 'gone' } } });
  const children = settled(await planned(primary), NOT_READY);
  const derived = [pod(waiting('CreateContainerConfigError', 'secret "gone" not found'))];
  const { events } = await planned(primary, { children, derived });
  expect(events.map(({ reason }) => reason)).toEqual(['SecretNotFound']);
});

test('a rollout that has failed says why in the same words, and once', async () => {
  const primary = maiaInstancePrimary({});
  const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }];
  const children = settled(await planned(primary), { ...NOT_READY, conditions });
  const derived = [pod(waiting('InvalidImageName', 'couldn’t parse image reference'))];
  const failed = await planned(primary, { children, derived });
  expect(conditionOf(failed, 'Progressing')).toBe('False/ProgressDeadlineExceeded');
  expect(failed.events).toContainEqual(expect.objectContaining({ reason: 'InvalidImageName' }));
  const next = await planned(maiaInstancePrimary({}, { status: failed.status }), { children, derived });
  expect(next.events).toEqual([]);
});

test('pods are no news where the server runs, or while they go', async () => {
  const primary = maiaInstancePrimary({});
  const bad = waiting('ImagePullBackOff', 'x');
  const running = await planned(primary, { children: settled(await planned(primary)), derived: [pod(bad)] }, [], NOON);
  expect(running.events.map(({ type }) => type)).not.toContain('Warning');
  const [going] = await twice([pod(bad, { deletionTimestamp: '2026-03-01T12:00:00Z' })]);
  expect(going.events).toEqual([]);
});

test('a pod is the instance’s by all labels of its template and by the name of its Deployment', () => {
  expect(instanceOfPod(pod({}))).toEqual({ namespace: 'apps', name: 'notes' });
  expect(instanceOfPod(keptPod(pod({})))).toEqual({ namespace: 'apps', name: 'notes' });
  expect(instanceOfPod(pod({}, { name: 'other-5f4d-x2j5k' }))).toBeUndefined();
  expect(instanceOfPod(pod({}, { labels: { ...LABELS, 'app.kubernetes.io/component': 'backup' } }))).toBeUndefined();
  const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'somebody', uid: 'u', controller: true };
  expect(instanceOfPod(pod({}, { ownerReferences: [owner] }))).toBeUndefined();
});
