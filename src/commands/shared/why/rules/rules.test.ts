import { expect, test } from 'vitest';
import { eventAbout, explain, gist, owned, plainRelated } from '../../../../../test/support/plain-related.ts';
import { sampleObject, sampleWidget } from '../../../../../test/support/sample-objects.ts';
import { DEPLOYMENT, PERSISTENT_VOLUME_CLAIM, SECRET, STORAGE_CLASS } from '../../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { JOB, POD, REPLICA_SET, RESOURCE_QUOTA, STATEFUL_SET } from '../../describe-object/known-types.ts';
import type { Link } from '../link.ts';
import { rulesOf } from './rule-table.ts';

const NS = 'ns';

const CLASS = sampleObject(
  STORAGE_CLASS,
  { name: 'standard' },
  { provisioner: 'x', metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } },
);

test('a claim: bound, waiting, of a class that is not there', () => {
  const claim = (phase: string, spec: object = {}): KubeObject =>
    sampleObject(PERSISTENT_VOLUME_CLAIM, { namespace: NS, name: 'd' }, { spec, status: { phase } });
  expect(explain(claim('Bound'))).toBeUndefined();
  expect(gist(explain(claim('Lost')))).toEqual(['failed', 'Lost', undefined, 'kubectl describe persistentvolumeclaims d -n ns']);
  const late = claim('Pending', { storageClassName: 'standard' });
  expect(gist(explain(late, [CLASS, eventAbout(late, 'WaitForFirstConsumer', 'waiting for first consumer', 'Normal')]))).toEqual([
    'waits',
    'WaitForFirstConsumer',
    undefined,
    undefined,
  ]);
  const broken = claim('Pending', { storageClassName: 'standard' });
  expect(gist(explain(broken, [CLASS, eventAbout(broken, 'ProvisioningFailed', 'disk full')]))?.toString()).toBe(
    'stuck,ProvisioningFailed,,kubectl describe persistentvolumeclaims d -n ns',
  );
  const nope = claim('Pending', { storageClassName: 'nope' });
  const primary = sampleWidget({ spec: { storage: { storageClassName: 'nope' } } });
  expect(gist(explain(nope, [CLASS], { primary }))).toEqual([
    'stuck',
    'StorageClassNotFound',
    'StorageClass/nope',
    `kubectl patch widgets.test.dev w -n ns --type merge -p '{"spec":{"storage":{"storageClassName":"standard"}}}' && kubectl delete pvc d -n ns`,
  ]);
  expect(explain(nope, [CLASS])?.fix).toBe(
    `echo '{"apiVersion":"storage.k8s.io/v1","kind":"StorageClass","metadata":{"name":"nope"},"provisioner":"x"}' | kubectl create -f -`,
  );
});

test('a Deployment: complete, paused, not looked at, and the ReplicaSet to blame', () => {
  const deployment = (spec: object, status: object, generation = 2): KubeObject =>
    sampleObject(DEPLOYMENT, { namespace: NS, name: 'web' }, { metadata: { generation }, spec, status });
  const done = { observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
  expect(explain(deployment({ replicas: 1 }, done))).toBeUndefined();
  expect(explain(deployment({ replicas: 0 }, { observedGeneration: 2 }))).toBeUndefined();
  expect(gist(explain(deployment({ replicas: 1, paused: true }, {})))).toEqual([
    'stuck',
    'Paused',
    undefined,
    'kubectl rollout resume deployment web -n ns',
  ]);
  expect(explain(deployment({ replicas: 1 }, { ...done, observedGeneration: 1 }))?.reason).toBe('NotObserved');
  const late = deployment(
    { replicas: 1 },
    { observedGeneration: 2, conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }] },
  );
  const set = (name: string, revision: string): KubeObject =>
    sampleObject(
      REPLICA_SET,
      { namespace: NS, name },
      owned(late, { metadata: { annotations: { 'deployment.kubernetes.io/revision': revision } } }),
    );
  expect(gist(explain(late, [set('old', '9'), set('new', '10')]))).toEqual([
    'stuck',
    'ProgressDeadlineExceeded',
    'ReplicaSet/new',
    'kubectl describe deployments.apps web -n ns',
  ]);
});

function refused(message: string): Link | undefined {
  const set = sampleObject(REPLICA_SET, { namespace: NS, name: 'rs' }, { spec: { replicas: 2 }, status: {} });
  return explain(set, [eventAbout(set, 'FailedCreate', `Error creating: pods "x" is forbidden: ${message}`)]);
}

test.each([
  ['exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2', 'QuotaExceeded', 'kubectl describe resourcequota q -n ns'],
  [
    'error looking up service account ns/sa: serviceaccount "sa" not found',
    'ServiceAccountNotFound',
    'kubectl create serviceaccount sa -n ns',
  ],
  [
    'violates PodSecurity "restricted:latest": runAsNonRoot != true',
    'PodSecurity',
    'kubectl label namespace ns pod-security.kubernetes.io/enforce=baseline --overwrite',
  ],
  ['maximum cpu usage per Container is 1, but limit is 2', 'LimitRange', 'kubectl describe limitranges,resourcequotas -n ns'],
  [
    'unable to create new content in namespace ns because it is being terminated',
    'NamespaceTerminating',
    'kubectl get namespace ns -o yaml',
  ],
  ['admission webhook "w" denied the request', 'FailedCreate', 'kubectl describe namespaces ns'],
])('pods that the API server refuses: %s', (message, reason, fix) => {
  expect(refused(message)).toMatchObject({ state: 'stuck', reason, fix });
});

test('a StatefulSet and a Job: the pod that is not well, what has ended badly, what is suspended', () => {
  const set = sampleObject(STATEFUL_SET, { namespace: NS, name: 'db' }, { spec: { replicas: 2 }, status: { readyReplicas: 1 } });
  const fine = sampleObject(
    POD,
    { namespace: NS, name: 'db-0' },
    owned(set, { status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } }),
  );
  const ill = sampleObject(POD, { namespace: NS, name: 'db-1' }, owned(set, { status: { phase: 'Pending' } }));
  expect(gist(explain(set, [fine, ill]))).toEqual(['waits', 'PodsNotReady', 'Pod/db-1', 'kubectl describe statefulsets.apps db -n ns']);
  const job = (spec: object, status: object): KubeObject => sampleObject(JOB, { namespace: NS, name: 'j' }, { spec, status });
  expect(explain(job({}, { conditions: [{ type: 'Complete', status: 'True' }] }))).toBeUndefined();
  const bad = job({}, { conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] });
  const dead = sampleObject(POD, { namespace: NS, name: 'j-1' }, owned(bad, { status: { phase: 'Failed' } }));
  expect(gist(explain(bad, [dead]))).toEqual(['failed', 'BackoffLimitExceeded', 'Pod/j-1', 'kubectl logs job/j -n ns --all-containers']);
  expect(explain(job({ suspend: true }, {}))?.reason).toBe('Suspended');
  expect(explain(job({}, {}))?.reason).toBe('NoPods');
});

test('a quota: the room that is missing, in its own unit', () => {
  const quota = sampleObject(
    RESOURCE_QUOTA,
    { namespace: NS, name: 'q' },
    { spec: { hard: { memory: '4Gi' } }, status: { hard: { memory: '4Gi' }, used: { memory: '3Gi' } } },
  );
  const via: Link = {
    object: { kind: 'ReplicaSet', name: 'rs' },
    state: 'stuck',
    reason: 'QuotaExceeded',
    message: 'exceeded quota: q, requested: cpu=500m,memory=2Gi, used: cpu=1,memory=3Gi, limited: cpu=1,memory=4Gi',
    evidence: [],
  };
  expect(explain(quota, [], { via })?.fix).toBe(
    `kubectl patch resourcequota q -n ns --type merge -p '{"spec":{"hard":{"cpu":"1500m","memory":"5Gi"}}}'`,
  );
  expect(explain(quota)).toBeUndefined();
  // One that an operator makes would be set back.
  const primary = sampleWidget({});
  const made = sampleObject(RESOURCE_QUOTA, { namespace: NS, name: 'q' }, owned(primary));
  expect(explain(made, [], { via, primary })?.fix).toBe('kubectl edit widgets.test.dev w -n ns');
  const resources = { cpu: { limit: '1', request: '1' }, memory: { limit: '4Gi' } };
  const budget = { ...via, message: 'exceeded quota: q, requested: limits.cpu=500m, used: limits.cpu=1, limited: limits.cpu=1' };
  const spending = { ...primary, spec: { resources } };
  expect(explain(made, [], { via: budget, primary: spending })?.fix).toBe(
    `kubectl patch widgets.test.dev w -n ns --type merge -p '{"spec":{"resources":{"cpu":{"limit":"1500m"}}}}'`,
  );
});

test('a Secret without the key that is missed; one that is not there names the keys of the spec', () => {
  const secret = sampleObject(SECRET, { namespace: NS, name: 's' }, { checksums: { other: 'x' } });
  const via: Link = {
    object: { kind: 'X', name: 'x' },
    state: 'stuck',
    reason: 'R',
    message: 'Secret/ns/s (spec.a) has no key "token"',
    evidence: [],
  };
  expect(explain(secret, [], { via })).toMatchObject({
    reason: 'KeyNotFound',
    fix: `kubectl patch secret s -n ns -p '{"stringData":{"token":"VALUE"}}'`,
  });
  const primary = sampleWidget({ spec: { a: { name: 's', key: 'one' }, b: [{ ref: { name: 's', key: 'two' } }] } });
  const absent = rulesOf('Secret')?.absent?.({ kind: 'Secret', namespace: NS, name: 's' }, plainRelated([], { primary }));
  expect(absent?.fix).toBe('kubectl create secret generic s -n ns --from-literal=one=VALUE --from-literal=two=VALUE');
});
