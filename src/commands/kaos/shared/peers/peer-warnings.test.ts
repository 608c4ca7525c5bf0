import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { peerWarnings } from './peer-warnings.ts';

function agent(name: string, agentNetwork: object, status?: object): KubeObject {
  const metadata = { name, namespace: 'demo', uid: name, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };
  return { apiVersion: 'kaos.tools/v1alpha1', kind: 'Agent', metadata, spec: { modelAPI: 'llm', agentNetwork }, status };
}

const BOSS = agent('boss', { access: ['w'] });
const warnings = (...others: readonly KubeObject[]): readonly string[] => peerWarnings(BOSS, ['w'], others, 'kubectl kaos');

test('a peer that is not there, and one without a Service, are told', () => {
  expect(warnings()).toEqual(['there is no agent w yet: boss stays Pending until there is']);
  expect(warnings(agent('w', {}))).toEqual([expect.stringMatching(/^agent w has no Service: kubectl patch agents\.kaos\.tools w /)]);
  expect(warnings(agent('w', { expose: true }))).toEqual([]);
});

test('a peer that the operator exposes by default has a Service: its status tells the address', () => {
  const endpoint = 'http://agent-w.demo.svc.cluster.local';
  expect(warnings(agent('w', {}, { endpoint }))).toEqual([]);
  expect(warnings(agent('w', { expose: false }, { endpoint }))).toHaveLength(1);
});

test('a ring is told with the way around it', () => {
  expect(warnings(agent('w', { expose: true, access: ['boss'] }))).toEqual([
    'these agents call each other in a ring: boss -> w -> boss (kubectl kaos agent graph draws it)',
  ]);
});
