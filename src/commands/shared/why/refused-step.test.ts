import { expect, test } from 'vitest';
import { sampleObject } from '../../../../test/support/sample-objects.ts';
import { SERVICE } from '../../../kernel/builtin-types.ts';
import type { AnyReconciler } from '../../../registry.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';
import type { Link } from './link.ts';
import { refusedLink } from './refused-step.ts';

const AGENT = KIND_IDENTITIES.find(({ kind }) => kind === 'Agent');
const reconciler = { children: [{ type: SERVICE }] } as unknown as AnyReconciler;

function linkOf(condition: object, generation = 2): Link | undefined {
  if (AGENT === undefined) throw new Error('there is no kind Agent');
  const primary = sampleObject(
    AGENT,
    { namespace: 'demo', name: 'echo' },
    { metadata: { generation }, status: { conditions: [condition] } },
  );
  return refusedLink({ primary, kind: AGENT, reconciler, bin: 'kubectl kaos' });
}

const DUPLICATE = 'Service/demo/agent-echo: Service "agent-echo" is invalid: spec.ports[1].name: Duplicate value: "http"';

test('a child that the API server called invalid is the cause, told in its words, and the spec is what to edit', () => {
  expect(linkOf({ type: 'Ready', status: 'False', reason: 'ChildRefused', message: DUPLICATE, observedGeneration: 2 })).toEqual({
    object: { kind: 'Agent', namespace: 'demo', name: 'echo' },
    state: 'stuck',
    reason: 'ChildRefused',
    message: DUPLICATE,
    evidence: [expect.objectContaining({ is: 'condition', text: `Ready=False (ChildRefused): ${DUPLICATE}` })],
    fix: 'kubectl edit agents.kaos.tools echo -n demo',
  });
});

test.each([
  [
    'Service/demo/agent-echo could not be applied: services is forbidden: exceeded quota: q, requested: services=1, used: services=1, limited: services=1',
    'QuotaExceeded',
  ],
  ['Service/demo/agent-echo could not be applied: the server is busy', 'ApplyFailed'],
])('%s', (message, reason) => {
  const link = linkOf({ type: 'Degraded', status: 'True', reason: 'ApplyFailed', message });
  expect(link?.reason).toBe(reason);
  expect(link?.fix).toMatch(
    reason === 'QuotaExceeded' ? /^kubectl describe resourcequota q/ : /^kubectl kaos reconcile agent\/echo -n demo$/,
  );
});

test.each([
  ['an earlier spec', { type: 'Ready', status: 'False', message: DUPLICATE, observedGeneration: 1 }],
  ['what is well', { type: 'Ready', status: 'True', message: DUPLICATE }],
  ['another condition', { type: 'RouteReady', status: 'False', message: DUPLICATE }],
  ['no child', { type: 'Ready', status: 'False', message: 'Gadget/demo/x: is invalid: y' }],
  ['no step', { type: 'Ready', status: 'False', message: '0 of 1 replicas ready' }],
])('a condition about %s is no such cause', (_name, condition) => {
  expect(linkOf(condition)).toBeUndefined();
});
