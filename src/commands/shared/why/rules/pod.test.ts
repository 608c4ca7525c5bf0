import { expect, test } from 'vitest';
import { eventAbout, explain, gist } from '../../../../../test/support/plain-related.ts';
import { sampleObject, sampleWidget, type SampleFields } from '../../../../../test/support/sample-objects.ts';
import { PERSISTENT_VOLUME_CLAIM } from '../../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { NODE, POD } from '../../describe-object/known-types.ts';

const NS = 'ns';

function pod(status: object, spec: object = {}, fields: SampleFields = {}): KubeObject {
  return sampleObject(
    POD,
    { namespace: NS, name: 'p' },
    { spec: { containers: [{ name: 'c', image: 'img:v1' }], ...spec }, status, ...fields },
  );
}

function container(state: object, more: object = {}): object {
  return { phase: 'Pending', containerStatuses: [{ name: 'c', image: 'img:v1', ready: false, restartCount: 0, state, ...more }] };
}

const DESCRIBE = 'kubectl describe pod p -n ns';

test.each<[string, object, unknown]>([
  ['ready', { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }, undefined],
  ['done', { phase: 'Succeeded' }, undefined],
  ['no image', container({ waiting: { reason: 'ErrImagePull', message: 'no' } }), ['stuck', 'ErrImagePull', undefined, DESCRIBE]],
  [
    'no Secret for its environment',
    container({ waiting: { reason: 'CreateContainerConfigError', message: 'secret "key" not found' } }),
    ['stuck', 'CreateContainerConfigError', 'Secret/key', 'kubectl create secret generic key -n ns --from-literal=KEY=VALUE'],
  ],
  [
    'no key in a Secret',
    container({ waiting: { reason: 'CreateContainerConfigError', message: "couldn't find key token in Secret ns/key" } }),
    ['stuck', 'CreateContainerConfigError', 'Secret/key', `kubectl patch secret key -n ns -p '{"stringData":{"token":"VALUE"}}'`],
  ],
  [
    'no key in a ConfigMap',
    container({ waiting: { reason: 'CreateContainerConfigError', message: "couldn't find key k in ConfigMap ns/map" } }),
    ['stuck', 'CreateContainerConfigError', 'ConfigMap/map', `kubectl patch configmap map -n ns -p '{"data":{"k":"VALUE"}}'`],
  ],
  [
    'crashes',
    container(
      { waiting: { reason: 'CrashLoopBackOff' } },
      { restartCount: 3, lastState: { terminated: { exitCode: 1, reason: 'Error' } } },
    ),
    ['stuck', 'CrashLoopBackOff', undefined, 'kubectl logs p -n ns -c c --previous'],
  ],
  [
    'out of memory, and the primary has no limit',
    container(
      { waiting: { reason: 'CrashLoopBackOff' } },
      { restartCount: 3, lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } },
    ),
    ['stuck', 'OOMKilled', undefined, 'kubectl logs p -n ns -c c --previous'],
  ],
  ['runs and is not ready', container({ running: {} }), ['waits', 'NotReady', undefined, 'kubectl logs p -n ns -c c']],
  [
    'an init container that is done, and one that is not',
    {
      phase: 'Pending',
      initContainerStatuses: [
        { name: 'a', ready: false, restartCount: 0, state: { terminated: { exitCode: 0 } } },
        { name: 'b', ready: false, restartCount: 0, state: { running: {} } },
      ],
    },
    ['waits', 'NotReady', undefined, 'kubectl logs p -n ns -c b'],
  ],
  ['starting', container({ waiting: { reason: 'ContainerCreating' } }), ['waits', 'Pending', undefined, DESCRIBE]],
  ['failed', { phase: 'Failed', reason: 'Evicted', message: 'disk' }, ['failed', 'Evicted', undefined, DESCRIBE]],
])('a pod: %s', (_, status, expected) => {
  expect(gist(explain(pod(status)))).toEqual(expected);
});

test('a pod whose image or memory stands in the primary gets a patch of that', () => {
  const primary = sampleWidget({ spec: { image: { repository: 'img', tag: 'v1' }, resources: { limits: { memory: '1Gi' } } } });
  const noImage = explain(pod(container({ waiting: { reason: 'ImagePullBackOff' } })), [], { primary });
  expect(noImage?.fix).toBe(`kubectl patch widgets.test.dev w -n ns --type merge -p '{"spec":{"image":{"tag":"TAG"}}}'`);
  const whole = explain(pod(container({ waiting: { reason: 'ImagePullBackOff' } })), [], {
    primary: sampleWidget({ spec: { groups: [{ image: 'img:v1' }] } }),
  });
  expect(whole?.fix).toContain(`--type json -p '[{"op":"replace","path":"/spec/groups/0/image","value":"IMAGE"}]'`);
  const memory = explain(pod(container({ terminated: { exitCode: 137, reason: 'OOMKilled' } })), [], { primary });
  expect(gist(memory)).toEqual([
    'stuck',
    'OOMKilled',
    undefined,
    `kubectl patch widgets.test.dev w -n ns --type merge -p '{"spec":{"resources":{"limits":{"memory":"AMOUNT"}}}}'`,
  ]);
});

test('a pod that cannot mount a volume: only an event tells', () => {
  const one = pod(container({ waiting: { reason: 'ContainerCreating' } }));
  const told = explain(one, [eventAbout(one, 'FailedMount', 'MountVolume.SetUp failed for volume "v" : secret "certs" not found')]);
  expect(gist(told)).toEqual([
    'stuck',
    'FailedMount',
    'Secret/certs',
    'kubectl create secret generic certs -n ns --from-literal=KEY=VALUE',
  ]);
  const slow = explain(one, [eventAbout(one, 'FailedMount', 'timed out')]);
  expect(gist(slow)).toEqual(['waits', 'FailedMount', undefined, DESCRIBE]);
});

test('a pod on a node that is silent', () => {
  const one = pod(
    { phase: 'Running', conditions: [{ type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown' }] },
    { nodeName: 'n1' },
  );
  expect(gist(explain(one))).toEqual(['waits', 'NodeStatusUnknown', 'Node/n1', DESCRIBE]);
  const node = sampleObject(
    NODE,
    { name: 'n1' },
    { status: { conditions: [{ type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown' }] } },
  );
  expect(gist(explain(node))).toEqual(['stuck', 'NodeStatusUnknown', undefined, 'kubectl describe node n1']);
});

function unplaced(message: string, spec: object = {}): KubeObject {
  return pod({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }] }, spec);
}

test('a pod that no node takes: devices get the most that there is, cores an amount to fill in', () => {
  const nodes = ['4', '8'].map((gpus, index) =>
    sampleObject(NODE, { name: `n${String(index)}` }, { status: { allocatable: { 'nvidia.com/gpu': gpus, cpu: '64' } } }),
  );
  const limits = { limits: { 'nvidia.com/gpu': '100', cpu: '100' } };
  const one = unplaced('0/2 nodes are available: 2 Insufficient nvidia.com/gpu. more', {
    containers: [{ name: 'c', image: 'i', resources: limits }],
  });
  const primary = sampleWidget({
    spec: { gpu: { backend: 'cuda', count: 100 }, resources: { limits: { cpu: 100 }, requests: { cpu: '100' } } },
  });
  const gpu = explain(one, nodes, { primary });
  expect(gist(gpu)).toEqual([
    'stuck',
    'Insufficient nvidia.com/gpu',
    undefined,
    `kubectl patch widgets.test.dev w -n ns --type merge -p '{"spec":{"gpu":{"count":8}}}'`,
  ]);
  expect(gpu?.message).toContain('(it asks for 100; the largest node offers 8)');
  const cpu = explain(
    unplaced('0/2 nodes are available: 2 Insufficient cpu.', { containers: [{ name: 'c', image: 'i', resources: limits }] }),
    nodes,
    { primary },
  );
  expect(cpu?.fix).toBe(`kubectl patch widgets.test.dev w -n ns --type merge -p '{"spec":{"resources":{"requests":{"cpu":"AMOUNT"}}}}'`);
  const unknown = explain(one, [], { all: () => undefined });
  expect(gist(unknown)).toEqual([
    'stuck',
    'Insufficient nvidia.com/gpu',
    undefined,
    String.raw`kubectl get nodes -o 'custom-columns=NODE:.metadata.name,OFFERED:.status.allocatable.nvidia\.com/gpu'`,
  ]);
});

test('a pod that waits for its claim, for a toleration, for a label', () => {
  const volumes = [
    { name: 'v', persistentVolumeClaim: { claimName: 'bound' } },
    { name: 'w', persistentVolumeClaim: { claimName: 'open' } },
  ];
  const claims = [
    sampleObject(PERSISTENT_VOLUME_CLAIM, { namespace: NS, name: 'bound' }, { status: { phase: 'Bound' } }),
    sampleObject(PERSISTENT_VOLUME_CLAIM, { namespace: NS, name: 'open' }, { status: { phase: 'Pending' } }),
  ];
  const unbound = unplaced('0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.', { volumes });
  expect(gist(explain(unbound, claims))).toEqual(['waits', 'Unschedulable', 'PersistentVolumeClaim/open', DESCRIBE]);
  expect(explain(unplaced('persistentvolumeclaim "bound" not found', { volumes }))?.on?.name).toBe('bound');
  expect(explain(unplaced('1 node(s) had untolerated taint {a: b}'))?.fix).toContain('TAINTS');
  expect(explain(unplaced("1 node(s) didn't match Pod's node affinity/selector"))?.fix).toBe('kubectl get nodes --show-labels');
  expect(explain(unplaced('something else'))?.fix).toBe(DESCRIBE);
});
