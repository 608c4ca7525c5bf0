import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { marieKind } from '../marie-target.ts';
import { scaleGroup } from './scale-group.ts';

function cluster(name: string, groupName: string): KubeObject {
  const metadata = { name, namespace: 'apps', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };
  return { apiVersion: 'marie.ai/v1alpha1', kind: 'MarieCluster', metadata, spec: { executorGroupSpecs: [{ groupName, replicas: 3 }] } };
}

function decided(live: KubeObject, group: string, pods: readonly string[]): unknown {
  const scaling = { group, pods, replicas: 3, say: () => undefined };
  return scaleGroup(marieKind('MarieCluster'), { decide: () => undefined }, scaling).decide(live);
}

test('pods of long names are known by what Kubernetes leaves of them: 58 characters and five of its own', () => {
  const [name, group] = ['c'.repeat(40), 'g'.repeat(9)];
  const pod = `${`${name}-executor-${group}-5d8f7c9b6d-`.slice(0, 58)}x2x4q`;
  expect(decided(cluster(name, group), group, [pod])).toMatchObject({
    spec: { executorGroupSpecs: [{ scaleStrategy: { workersToDelete: [pod] } }] },
  });
});

test('a pod of another group is refused, with how the right ones are called', () => {
  expect(() => decided(cluster('docs', 'ocr'), 'ocr', ['docs-executor-ner-5d8f-x2x4q'])).toThrow(
    expect.objectContaining({ exit: 2, fix: 'its pods are called docs-executor-ocr-...' }),
  );
});
