import { expect, test } from 'vitest';
import { maiaValues } from '../../../test/support/maia-values.ts';
import { headlessService } from './headless-service.ts';
import { ingress } from './ingress.ts';
import { serviceMonitor } from './service-monitor.ts';
import { service } from './service.ts';

const SERVER = {
  'app.kubernetes.io/name': 'maia',
  'app.kubernetes.io/instance': 'notes',
  'app.kubernetes.io/managed-by': 'maia-operator',
  'app.kubernetes.io/component': 'server',
};

test('the Service selects server pods and carries what a ServiceMonitor selects', () => {
  expect(service(maiaValues({}))).toEqual({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'notes', namespace: 'apps', labels: SERVER },
    spec: {
      type: 'ClusterIP',
      selector: SERVER,
      ports: [
        { name: 'http', port: 8080, targetPort: 8080, protocol: 'TCP' },
        { name: 'grpc', port: 9090, targetPort: 9090, protocol: 'TCP' },
      ],
    },
  });
});

test('the headless Service has a component of its own', () => {
  expect(headlessService(maiaValues({}))).toMatchObject({
    metadata: { name: 'notes-headless', labels: { ...SERVER, 'app.kubernetes.io/component': 'headless' } },
    spec: { clusterIP: 'None', selector: SERVER, ports: [{ name: 'http', port: 8080 }] },
  });
});

test('the Ingress leads to the Service and ends TLS with its own Secret', () => {
  const annotations = { 'cert-manager.io/cluster-issuer': 'letsencrypt-prod' };
  expect(
    ingress(maiaValues({ ingress: { enabled: true, className: 'nginx', host: 'maia.example.com', tls: true, annotations } })),
  ).toMatchObject({
    metadata: { name: 'notes', annotations },
    spec: {
      ingressClassName: 'nginx',
      rules: [
        {
          host: 'maia.example.com',
          http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'notes', port: { number: 8080 } } } }] },
        },
      ],
      tls: [{ hosts: ['maia.example.com'], secretName: 'notes-tls' }],
    },
  });
  const plain = ingress(maiaValues({ ingress: { enabled: true } }));
  expect(plain.metadata).not.toHaveProperty('annotations');
  expect(Object.keys(plain['spec'] as object)).toEqual(['rules']);
});

test('the ServiceMonitor scrapes the main Service; user labels add to ours and never replace them', () => {
  const labels = { release: 'prometheus', 'app.kubernetes.io/instance': 'intruder' };
  expect(serviceMonitor(maiaValues({ metrics: { serviceMonitor: { enabled: true, interval: '60s', labels } } }))).toEqual({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name: 'notes', namespace: 'apps', labels: { ...SERVER, release: 'prometheus' } },
    spec: {
      selector: { matchLabels: SERVER },
      namespaceSelector: { matchNames: ['apps'] },
      endpoints: [{ port: 'http', path: '/metrics', interval: '60s' }],
    },
  });
});

test("with TLS the scrape speaks https, checks the Service's name and trusts the Secret's own authority", () => {
  const spec = { security: { tlsSecretRef: { name: 'cert' } } };
  const endpoints = (tlsHasAuthority: boolean): unknown => serviceMonitor(maiaValues(spec, { tlsHasAuthority }))['spec'];
  expect(endpoints(true)).toMatchObject({
    endpoints: [{ scheme: 'https', tlsConfig: { serverName: 'notes.apps.svc', ca: { secret: { name: 'cert', key: 'ca.crt' } } } }],
  });
  expect(endpoints(false)).toMatchObject({ endpoints: [{ scheme: 'https', tlsConfig: { serverName: 'notes.apps.svc' } }] });
});
