import { expect, test } from 'vitest';
import type { ControllerRig } from '../../../../test/support/controller-rig.ts';
import { controllerRig } from '../../../../test/support/controller-rig.ts';
import { deploymentBody, podBody, serviceBody, statefulSetBody } from '../../../../test/support/workload-bodies.ts';
import type { Pod } from '../framework/pod.ts';
import { SIMULATION_TIMINGS } from '../simulation-timing.ts';

interface Slice {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>>; readonly ownerReferences?: readonly object[] };
  readonly endpoints: readonly { readonly addresses: readonly string[]; readonly conditions: object; readonly hostname?: string }[] | null;
  readonly ports: readonly object[] | null;
}

const slices = (rig: ControllerRig): readonly Slice[] => rig.storage.list('endpointslices.discovery.k8s.io') as unknown as readonly Slice[];
const container = { ports: [{ name: 'http', containerPort: 8080 }] };

test('a Service without pods has an empty slice', () => {
  const rig = controllerRig();
  rig.create(serviceBody('web'));
  expect(slices(rig)).toMatchObject([
    {
      metadata: {
        labels: { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io', 'kubernetes.io/service-name': 'web' },
        ownerReferences: [{ kind: 'Service', name: 'web', controller: true }],
      },
      endpoints: null,
      ports: null,
    },
  ]);
  expect(rig.get('endpoints', 'web')?.['subsets']).toBeUndefined();
});

test('pods become endpoints, ready when they are, on the port that the name means', () => {
  const rig = controllerRig({ timing: SIMULATION_TIMINGS.lifelike });
  rig.create(serviceBody('web', { ports: [{ name: 'web', port: 80, targetPort: 'http' }] }));
  rig.create(deploymentBody('web', {}, { container }));
  rig.advance(600);
  const address = (rig.storage.list('pods')[0] as Pod).status?.podIP;
  expect(slices(rig)[0]).toMatchObject({
    endpoints: [{ addresses: [address], conditions: { ready: false, serving: false, terminating: false } }],
    ports: [{ name: 'web', port: 8080, protocol: 'TCP' }],
  });
  expect(rig.get('endpoints', 'web')?.['subsets']).toMatchObject([{ notReadyAddresses: [{ ip: address }] }]);
  rig.advance(5000);
  expect(slices(rig)[0]).toMatchObject({ endpoints: [{ conditions: { ready: true, serving: true, terminating: false } }] });
  expect(rig.get('endpoints', 'web')?.['subsets']).toMatchObject([
    { addresses: [{ ip: address }], ports: [{ name: 'web', port: 8080, protocol: 'TCP' }] },
  ]);
});

test('pods of a set carry their names in a headless Service', () => {
  const rig = controllerRig();
  rig.create(serviceBody('s', { clusterIP: 'None' }));
  rig.create(statefulSetBody('s'));
  expect(slices(rig)[0]?.endpoints?.map(({ hostname }) => hostname)).toEqual(['s-0', 's-1']);
  expect(slices(rig)[0]?.metadata.labels).toMatchObject({ 'service.kubernetes.io/headless': '' });
});

test('where not-ready addresses are published, all are ready', () => {
  const rig = controllerRig();
  rig.create(serviceBody('p', { publishNotReadyAddresses: true }));
  rig.create(podBody('p', { behaviour: 'hang' }));
  expect(slices(rig)[0]?.endpoints).toMatchObject([{ conditions: { ready: true, serving: false, terminating: false } }]);
});

test('a pod that loses the label, and a Service that goes, leave nothing', () => {
  const rig = controllerRig();
  rig.create(serviceBody('p'));
  rig.create(podBody('p'));
  expect(slices(rig)[0]?.endpoints).toHaveLength(1);
  rig.patch('pods', 'p', { metadata: { labels: { app: 'other' } } });
  expect(slices(rig)[0]?.endpoints).toBeNull();
  rig.delete('services', 'p');
  expect(slices(rig)).toEqual([]);
  expect(rig.get('endpoints', 'p')).toBeUndefined();
});

test('a LoadBalancer gets an address of its own, unless that is turned off', () => {
  const rig = controllerRig({ timing: SIMULATION_TIMINGS.lifelike });
  for (const name of ['a', 'b']) rig.create(serviceBody(name, { type: 'LoadBalancer' }));
  expect(rig.get('services', 'a')?.['status']).toBeUndefined();
  rig.advance(300);
  const address = (name: string): unknown => rig.get('services', name)?.['status'];
  expect(address('a')).toEqual({ loadBalancer: { ingress: [{ ip: '192.0.2.1', ipMode: 'VIP' }] } });
  expect(address('b')).toEqual({ loadBalancer: { ingress: [{ ip: '192.0.2.2', ipMode: 'VIP' }] } });
  const without = controllerRig({ balancesLoad: false });
  without.create(serviceBody('a', { type: 'LoadBalancer' }));
  expect(without.get('services', 'a')?.['status']).toBeUndefined();
});
