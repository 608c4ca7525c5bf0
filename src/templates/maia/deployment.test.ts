import type { V1DeploymentSpec } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { maiaValues } from '../../../test/support/maia-values.ts';
import type { Manifest } from '../../kernel/kube-object.ts';
import { deployment } from './deployment.ts';
import type { InstanceValues } from './instance-values.ts';

function specOf(manifest: Manifest): V1DeploymentSpec {
  return manifest['spec'] as V1DeploymentSpec;
}

function made(spec: unknown, more: Partial<InstanceValues> = {}): V1DeploymentSpec {
  return specOf(deployment(maiaValues(spec, more)));
}

function envOf(spec: unknown): Readonly<Record<string, unknown>> {
  const env = made(spec).template.spec?.containers[0]?.env ?? [];
  return Object.fromEntries(env.map(({ name, value, valueFrom }) => [name, value ?? valueFrom?.secretKeyRef]));
}

test('the defaults make a pod that the server and the cluster accept', () => {
  const { replicas, strategy, template } = made({});
  expect({ replicas, strategy }).toEqual({ replicas: 1, strategy: { type: 'Recreate' } });
  expect(template.spec).toMatchObject({
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, runAsUser: 1000, fsGroup: 1000 },
    containers: [
      {
        name: 'maia',
        image: 'maia:latest',
        imagePullPolicy: 'IfNotPresent',
        ports: [
          { name: 'http', containerPort: 8080 },
          { name: 'grpc', containerPort: 9090 },
        ],
        livenessProbe: {
          httpGet: { path: '/health', scheme: 'HTTP' },
          initialDelaySeconds: 10,
          periodSeconds: 30,
          timeoutSeconds: 5,
          failureThreshold: 3,
        },
        readinessProbe: {
          httpGet: { path: '/ready', scheme: 'HTTP' },
          initialDelaySeconds: 5,
          periodSeconds: 10,
          timeoutSeconds: 5,
          failureThreshold: 3,
        },
        resources: { limits: { cpu: '1000m', memory: '1Gi' }, requests: { cpu: '100m', memory: '256Mi' } },
        securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
        volumeMounts: [
          { name: 'config', mountPath: '/etc/maia', readOnly: true },
          { name: 'data', mountPath: '/data' },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      },
    ],
    volumes: [
      { name: 'config', configMap: { name: 'notes-config' } },
      { name: 'data', persistentVolumeClaim: { claimName: 'notes-data' } },
      { name: 'tmp', emptyDir: {} },
    ],
  });
});

test("what the image presets is overridden by environment, in the server's words", () => {
  expect(envOf({ storage: { dataDir: '/var/maia' }, logging: { level: 'debug', format: 'text' } })).toEqual({
    MAIA_SERVER_HTTP_PORT: '8080',
    MAIA_STORAGE_DATA_DIR: '/var/maia',
    MAIA_LOG_LEVEL: 'debug',
    MAIA_LOG_FORMAT: 'console',
  });
});

test('Secrets reach the server under the names that it reads', () => {
  const security = { apiKeySecretRef: { name: 'admin' } };
  expect(envOf({ security, embedding: { model: 'openai', openaiSecretRef: { name: 'ai' } } })).toMatchObject({
    MAIA_SECURITY_API_KEY: { name: 'admin', key: 'api-key' },
    MAIA_EMBEDDING_OPENAI_API_KEY: { name: 'ai', key: 'openai-api-key' },
  });
});

test('ollama is passed through for images that know it', () => {
  expect(envOf({ embedding: { model: 'ollama', ollamaEndpoint: 'http://ollama:11434' } })).toMatchObject({
    MAIA_EMBEDDING_MODEL: 'ollama',
    OLLAMA_ENDPOINT: 'http://ollama:11434',
  });
});

test('a TLS Secret is mounted, told to the server and followed by the probes', () => {
  const spec = { security: { tlsSecretRef: { name: 'cert' } } };
  expect(envOf(spec)).toMatchObject({
    MAIA_SECURITY_ENABLE_TLS: 'true',
    MAIA_TLS_CERT_PATH: '/etc/maia-tls/tls.crt',
    MAIA_TLS_KEY_PATH: '/etc/maia-tls/tls.key',
  });
  const pod = made(spec).template.spec;
  expect(pod?.volumes).toContainEqual({ name: 'tls', secret: { secretName: 'cert', defaultMode: 0o440 } });
  expect(pod?.containers[0]?.volumeMounts).toContainEqual({ name: 'tls', mountPath: '/etc/maia-tls', readOnly: true });
  expect(pod?.containers[0]?.readinessProbe?.httpGet?.scheme).toBe('HTTPS');
});

test('the backup volume is visible in the server, read-only', () => {
  const pod = made({ backup: { enabled: true } }).template.spec;
  expect(pod?.volumes).toContainEqual({ name: 'backup', persistentVolumeClaim: { claimName: 'notes-backup' } });
  expect(pod?.containers[0]?.volumeMounts).toContainEqual({ name: 'backup', mountPath: '/backup', readOnly: true });
});

test('a changed configuration or Secret changes the pods, an equal one does not', () => {
  const template = (spec: unknown, checksum: string): string =>
    JSON.stringify(made(spec, { secretChecksums: { 'api-key': checksum } }).template);
  expect(template({ storage: { syncWrites: true } }, 'a')).not.toBe(template({}, 'a'));
  expect(template({}, 'b')).not.toBe(template({}, 'a'));
  expect(template({}, 'a')).toBe(template({ storage: { size: '10Gi' } }, 'a'));
});
