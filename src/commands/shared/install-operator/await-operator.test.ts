import { expect, test } from 'vitest';
import { rejection } from '../../../../test/support/rejection.ts';
import { sampleObject } from '../../../../test/support/sample-objects.ts';
import { scriptedSession } from '../../../../test/support/scripted-session.ts';
import { DEPLOYMENT, POD } from '../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { awaitOperator, missingPods, podTrouble } from './await-operator.ts';

const KEY = { namespace: 'home', name: 'maia-operator' };

function deployment(status: object, replicas = 2): KubeObject {
  return sampleObject(DEPLOYMENT, KEY, { metadata: { generation: 3 }, spec: { replicas }, status: { observedGeneration: 3, ...status } });
}

function pod(waiting: object, lastState: object = {}): KubeObject {
  const containerStatuses = [{ name: 'manager', image: 'r/x:9', state: { waiting }, lastState }];
  return sampleObject(POD, { namespace: 'home', name: 'p' }, { status: { containerStatuses } });
}

test.each([
  [{ observedGeneration: 2 }, 'the roll-out to begin'],
  [{ updatedReplicas: 1, replicas: 2 }, '1 of 2 pods to be made'],
  [{ updatedReplicas: 2, replicas: 2, availableReplicas: 1 }, '1 of 2 pods to be available'],
  [{ updatedReplicas: 2, replicas: 3, availableReplicas: 2 }, '1 old pod to go'],
  [{ updatedReplicas: 2, replicas: 2, availableReplicas: 2 }, undefined],
])('a Deployment with %j waits for: %s', (status, missing) => {
  expect(missingPods(deployment(status))).toBe(missing);
});

test('an image that cannot be pulled, a container that does not stay up and one that cannot be made are told apart; a first try is none of them', () => {
  expect(podTrouble(pod({ reason: 'ImagePullBackOff', message: 'not found' }))).toMatchObject({
    is: 'image',
    image: 'r/x:9',
    why: 'not found',
  });
  expect(podTrouble(pod({ reason: 'CrashLoopBackOff' }, { terminated: { exitCode: 5, reason: 'Error' } }))).toMatchObject({
    is: 'crash',
    why: 'it does not stay up: it ended with 5 (Error)',
  });
  expect(podTrouble(pod({ reason: 'CreateContainerConfigError', message: 'no secret' }))).toMatchObject({ is: 'config' });
  expect(podTrouble(pod({ reason: 'ContainerCreating' }))).toBeUndefined();
});

test('an image that cannot be pulled ends the wait with 9 and says how to choose another', async () => {
  const { session } = scriptedSession(
    {
      get: deployment({ updatedReplicas: 2 }),
      list: { items: [pod({ reason: 'ImagePullBackOff', message: 'Back-off pulling image "r/x:9"' })], resourceVersion: '1' },
    },
    [DEPLOYMENT],
  );
  const waited = awaitOperator({
    session,
    namespace: 'home',
    deployment: KEY.name,
    selector: 'a=b',
    bin: 'kubectl maia',
    signal: new AbortController().signal,
    once: false,
    tell: () => undefined,
  });
  expect(await rejection(waited)).toMatchObject({
    exit: 9,
    message: 'the image r/x:9 cannot be pulled',
    fix: 'name one that the nodes can pull: kubectl maia install operator --image REF',
  });
});
