import { expect, test } from 'vitest';
import { appliedAs, conditionOf, NOON, planned, podsOf, running, settled } from '../../../../test/support/marie-cluster.ts';
import { clusterSpec, marieClusterPrimary, podTemplate } from '../../../../test/support/marie-clusters.ts';
import { marieGatewayModel } from '../../../../test/support/marie-gateway-model.ts';
import { DEPLOYMENT } from '../../../kernel/builtin-types.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import { GatewayError } from '../gateway.ts';
import { marieClusterReconciler } from '../marie-cluster.ts';
import { marieJobReconciler } from '../marie-job.ts';
import { keepPod } from './keep-pod.ts';

const OCR = { groupName: 'ocr', replicas: 2 };

/** The pods that a server template makes, as a plan applies them. */
async function serverPod(
  template: object,
): Promise<{ readonly initContainers?: readonly JsonObject[]; readonly containers: readonly JsonObject[] }> {
  const plan = await planned(marieClusterPrimary(clusterSpec([], { serverSpec: { template } })));
  const { spec } = appliedAs(plan, DEPLOYMENT, 'docs-server') as { spec?: unknown };
  return (spec as { template: { spec: { containers: readonly JsonObject[] } } }).template.spec;
}

test('8: a gateway that does not answer, now by one pod and now by another, changes the status once', async () => {
  const silent = (pod: string): GatewayError =>
    new GatewayError('NoAnswer', `GET /api/jobs/created: no answer: pod apps/docs-server-${pod} port 8080: connection refused`);
  const spec = clusterSpec([{ ...OCR, minReplicas: 1 }]);
  const { children, plan, primary } = await running(spec, { gateway: silent('5d8f-x2x4q') });
  expect(conditionOf(plan, 'Autoscaling')).toBe('False/SignalUnknown');
  const later = await planned(primary, { gateway: silent('5d8f-9pl2z'), children, derived: podsOf(plan), now: NOON + 30_000 });
  expect(later.status).toEqual(plan.status);
});

test('14: of a variable that is given twice the last one counts, as in Kubernetes; an environment that is no list is for the server to refuse', async () => {
  const twice = [
    { name: 'A', value: '1' },
    { name: 'B', value: '$(A)' },
    { name: 'A', value: '2' },
  ];
  const once = [
    { name: 'A', value: '2' },
    { name: 'B', value: '$(A)' },
  ];
  const spec = {
    initContainers: [{ name: 'first', image: 'busybox', env: twice }],
    containers: [
      { name: 'side', image: 'busybox', env: twice },
      { name: 'marie', image: 'marie', env: twice },
    ],
  };
  const pod = await serverPod({ spec });
  expect(pod).toMatchObject({ initContainers: [{ env: once }], containers: [{ env: once }, {}] });
  const main = pod.containers.find(({ name }) => name === 'marie')?.['env'];
  expect(Array.isArray(main) ? main.slice(-2) : main).toEqual(once);
  expect(await serverPod(podTemplate({ env: { A: '1' } }))).toMatchObject({ containers: [{ env: { A: '1' } }] });
});

test('19: an init container that does not start is told, and the cache keeps what tells it', async () => {
  const { plan, primary } = await running(clusterSpec([OCR]));
  const [pod] = podsOf(plan);
  const init = {
    name: 'fetch',
    ready: false,
    restartCount: 0,
    state: { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } },
  };
  const main = { name: 'marie', ready: false, restartCount: 0, state: { waiting: { reason: 'PodInitializing' } } };
  const status = { initContainerStatuses: [init], containerStatuses: [main] };
  const derived = pod === undefined ? [] : [keepPod({ ...pod, status })];
  const troubled = await planned(primary, { children: settled(plan, { 'docs-server': 0 }), derived });
  expect(troubled.blocked).toMatchObject({ reason: 'ImagePullBackOff', message: expect.stringContaining('no such image') as unknown });
  // One that has done its work and was started more than once before is in no trouble.
  const done = {
    ...init,
    ready: true,
    restartCount: 2,
    state: { terminated: { exitCode: 0 } },
    lastState: { terminated: { exitCode: 1 } },
  };
  const past = pod === undefined ? [] : [keepPod({ ...pod, status: { initContainerStatuses: [done] } })];
  const fine = await planned(primary, { children: settled(plan, { 'docs-server': 0 }), derived: past });
  expect(fine.blocked).toMatchObject({ reason: 'ServerNotReady' });
});

test('39: the operator may make children where owner references that hold back a deletion are guarded', () => {
  const gateway = marieGatewayModel(() => NOON);
  for (const { kind, rights } of [marieClusterReconciler(gateway, {}), marieJobReconciler(gateway)]) {
    const own = rights.filter(({ group, resources }) => group === kind.group && resources.includes(`${kind.plural}/finalizers`));
    expect(own.flatMap(({ verbs }) => verbs)).toEqual(['update']);
  }
});
