import { expect, test } from 'vitest';
import { httpProbe } from './http-probe.ts';
import { baseLabels, withComponent } from './labels.ts';
import { containerSecurity, podSecurity } from './pod-security.ts';

test('a probe names its scheme either way, so that switching TLS off is a change', () => {
  const times = { initialDelaySeconds: 1, periodSeconds: 2, timeoutSeconds: 3, failureThreshold: 4 };
  expect(httpProbe({ path: '/ready', port: 'http', tls: true, ...times }).httpGet?.scheme).toBe('HTTPS');
  expect(httpProbe({ path: '/ready', port: 'http', tls: false, ...times })).toEqual({
    httpGet: { path: '/ready', port: 'http', scheme: 'HTTP' },
    ...times,
  });
});

test('pods meet the restricted Pod Security Standard', () => {
  expect(podSecurity(1000)).toEqual({
    runAsNonRoot: true,
    runAsUser: 1000,
    runAsGroup: 1000,
    fsGroup: 1000,
    seccompProfile: { type: 'RuntimeDefault' },
  });
  expect(containerSecurity()).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
});

test('the component is one label beside the base labels', () => {
  expect(withComponent(baseLabels('maia', 'notes', 'maia-operator'), 'server')).toEqual({
    'app.kubernetes.io/name': 'maia',
    'app.kubernetes.io/instance': 'notes',
    'app.kubernetes.io/managed-by': 'maia-operator',
    'app.kubernetes.io/component': 'server',
  });
});
