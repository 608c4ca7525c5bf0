import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { startedContainer } from '../../../test/support/started-container.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { createObjectStorage } from '../storage/create-object-storage.ts';
import { clusterDialer, type ClusterDialer } from './cluster-dialer.ts';
import { connectedPair } from './connected-pair.ts';
import type { StartedContainer } from './pod-runtime.ts';

function object(name: string, fields: object, labels: Readonly<Record<string, string>> = {}, namespace = 'shop'): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'X',
    metadata: { name, namespace, labels, uid: name, resourceVersion: '', creationTimestamp: '' },
    ...fields,
  };
}

/** A container that says who it is to whoever connects. */
function says(who: string, port: number): StartedContainer {
  return startedContainer(who, {
    dial: (dialled) => {
      if (dialled !== port) return undefined;
      const [inside, outside] = connectedPair();
      inside.end(who);
      return outside;
    },
  });
}

function cluster(): {
  readonly dialer: ClusterDialer;
  readonly storage: ReturnType<typeof createObjectStorage>;
  who(namespace: string, host: string, port: number): Promise<string>;
} {
  const storage = createObjectStorage();
  const running: Readonly<Record<string, readonly StartedContainer[]>> = {
    'shop/web-0': [says('web-0', 8080), says('sidecar', 9090)],
    'shop/web-1': [says('web-1', 8080)],
  };
  const dialer = clusterDialer({ storage, pods: () => ({ containers: (namespace, pod) => running[`${namespace}/${pod}`] ?? [] }) });
  const pod = (name: string, ip: string): unknown =>
    storage.create('pods', object(name, { spec: {}, status: { phase: 'Running', podIP: ip } }));
  pod('web-0', '10.1.0.1');
  pod('web-1', '10.1.0.2');
  storage.create(
    'services',
    object('web', {
      spec: {
        clusterIP: '10.2.0.1',
        ports: [
          { name: 'http', port: 80 },
          { name: 'side', port: 81 },
        ],
      },
    }),
  );
  storage.create('services', object('web-headless', { spec: { clusterIP: 'None', ports: [{ port: 80 }] } }));
  storage.create('services', object('empty', { spec: { clusterIP: '10.2.0.2', ports: [{ port: 80 }] } }));
  const endpoints = [
    { addresses: ['10.1.0.1'], conditions: { ready: true }, hostname: 'web-0', targetRef: { kind: 'Pod', name: 'web-0' } },
    { addresses: ['10.1.0.2'], conditions: { ready: false }, targetRef: { kind: 'Pod', name: 'web-1' } },
  ];
  const ports = [
    { name: 'http', port: 8080 },
    { name: 'side', port: 9090 },
  ];
  storage.create('endpointslices.discovery.k8s.io', object('web-1', { endpoints, ports }, { 'kubernetes.io/service-name': 'web' }));
  storage.create(
    'endpointslices.discovery.k8s.io',
    object('headless-1', { endpoints: [endpoints[0]], ports: [{ port: 8080 }] }, { 'kubernetes.io/service-name': 'web-headless' }),
  );
  return { storage, dialer, who: async (...to) => text(await dialer.connect(...to)) };
}

test.for([
  ['shop', 'web', 80, 'web-0'],
  ['else', 'web.shop', 80, 'web-0'],
  ['else', 'web.shop.svc', 80, 'web-0'],
  ['else', 'web.shop.svc.cluster.local', 80, 'web-0'],
  ['else', 'WEB.shop.svc.cluster.local.', 80, 'web-0'],
  ['shop', 'web', 81, 'sidecar'],
  ['else', '10.2.0.1', 80, 'web-0'],
  ['else', '10.1.0.2', 8080, 'web-1'],
  ['shop', 'web-headless', 8080, 'web-0'],
  ['else', 'web-0.web-headless.shop.svc', 8080, 'web-0'],
] as const)('from %s, %s:%i is %s', async ([namespace, host, port, expected]) => {
  expect(await cluster().who(namespace, host, port)).toBe(expected);
});

test.for([
  ['else', 'web', 80, 'ENOTFOUND'],
  ['shop', 'web.nowhere', 80, 'ENOTFOUND'],
  ['shop', 'example.com', 80, 'ENOTFOUND'],
  ['shop', 'a.b.c.d.svc', 80, 'ENOTFOUND'],
  ['shop', 'web-9.web-headless.shop', 8080, 'ENOTFOUND'],
  ['shop', 'web', 82, 'ECONNREFUSED'],
  ['shop', 'empty', 80, 'ECONNREFUSED'],
  ['shop', '10.1.0.1', 81, 'ECONNREFUSED'],
  ['shop', '10.9.9.9', 80, 'ECONNREFUSED'],
] as const)('from %s, %s:%i fails with the code of %s', async ([namespace, host, port, code]) => {
  await expect(cluster().dialer.connect(namespace, host, port)).rejects.toMatchObject({ code });
});

test('changes are seen: an endpoint that becomes ready, a pod that is over', async () => {
  const { storage, dialer, who } = cluster();
  const slice = storage.get('endpointslices.discovery.k8s.io', { namespace: 'shop', name: 'web-1' }) as KubeObject;
  storage.replace('endpointslices.discovery.k8s.io', { ...slice, endpoints: [{ addresses: ['10.1.0.2'], conditions: { ready: true } }] });
  expect(await who('shop', 'web', 80)).toBe('web-1');
  expect(dialer.backends('shop', 'web', 'http')).toEqual([{ address: '10.1.0.2', port: 8080 }]);
  const pod = storage.get('pods', { namespace: 'shop', name: 'web-1' }) as KubeObject;
  storage.replace('pods', { ...pod, status: { phase: 'Succeeded', podIP: '10.1.0.2' } });
  await expect(dialer.connect('shop', 'web', 80)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  storage.remove('services', { namespace: 'shop', name: 'web' });
  await expect(dialer.connect('shop', 'web', 80)).rejects.toMatchObject({ code: 'ENOTFOUND' });
});
