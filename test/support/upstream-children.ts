import type { KubeObject, Manifest } from '../../src/kernel/kube-object.ts';

/** An object of a system as its users write it, with children as the operator before ours made them. */
export interface UpstreamScene {
  readonly system: string;
  readonly primary: Manifest;
  /** Of the primary as it is stored: they name it as their controller. */
  readonly children: (primary: KubeObject) => readonly Manifest[];
}

function owned(primary: KubeObject, apiVersion: string, kind: string, name: string, rest: Readonly<Record<string, unknown>>): Manifest {
  const {
    labels,
    namespace = primary.metadata.namespace,
    ...fields
  } = rest as {
    labels?: Record<string, string>;
    namespace?: string;
    readonly [field: string]: unknown;
  };
  const { uid } = primary.metadata;
  const owner = {
    apiVersion: primary.apiVersion,
    kind: primary.kind,
    name: primary.metadata.name,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  };
  const metadata = {
    name,
    ...(namespace !== undefined && { namespace }),
    ...(labels !== undefined && { labels }),
    ownerReferences: [owner],
  };
  return { apiVersion, kind, metadata, ...fields };
}

function workload(
  selector: Readonly<Record<string, string>>,
  container: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return {
    replicas: 1,
    selector: { matchLabels: selector },
    template: { metadata: { labels: selector }, spec: { containers: [container] } },
  };
}

function maia(namespace: string): UpstreamScene {
  const labels = {
    'app.kubernetes.io/name': 'maia',
    'app.kubernetes.io/instance': 'acme',
    'app.kubernetes.io/managed-by': 'maia-operator',
  };
  const claim = (storage: string): Readonly<Record<string, unknown>> => ({
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage } },
  });
  return {
    system: 'maia',
    primary: {
      apiVersion: 'maia.cuemby.com/v1alpha1',
      kind: 'MaiaInstance',
      metadata: { name: 'acme', namespace, finalizers: ['maia.cuemby.com/finalizer'] },
      spec: { backup: { enabled: true } },
    },
    children: (primary) => [
      owned(primary, 'v1', 'ConfigMap', 'acme-config', { data: { 'config.yaml': 'server: {}\n' } }),
      owned(primary, 'v1', 'Service', 'acme', {
        spec: {
          selector: labels,
          ports: [
            { name: 'http', port: 8080 },
            { name: 'grpc', port: 9090 },
          ],
        },
      }),
      owned(primary, 'v1', 'PersistentVolumeClaim', 'acme-data', { spec: claim('10Gi') }),
      owned(primary, 'v1', 'PersistentVolumeClaim', 'acme-backup', { spec: claim('20Gi') }),
      owned(primary, 'apps/v1', 'Deployment', 'acme', { spec: workload(labels, { name: 'maia', image: 'maia:latest' }) }),
    ],
  };
}

function abi(namespace: string): UpstreamScene {
  return {
    system: 'abi',
    primary: { apiVersion: 'abi.io/v1', kind: 'AbiInstance', metadata: { name: 'brain', namespace }, spec: {} },
    children: (primary) => [
      owned(primary, 'v1', 'ConfigMap', 'brain-config', { data: { ABI_OLD_SETTING: '1' } }),
      owned(primary, 'v1', 'Service', 'brain', {
        labels: { 'app.kubernetes.io/name': 'abi' },
        spec: { selector: { 'app.kubernetes.io/instance': 'brain' }, ports: [{ name: 'http', port: 8080, targetPort: 'http' }] },
      }),
    ],
  };
}

function neurallog(namespace: string): UpstreamScene {
  const home = `tenant-${namespace}`;
  return {
    system: 'neurallog',
    primary: { apiVersion: 'neurallog.io/v1', kind: 'Tenant', metadata: { name: namespace }, spec: {} },
    children: (primary) => [
      owned(primary, 'v1', 'Namespace', home, {
        labels: { 'neurallog.io/tenant': namespace, 'neurallog.io/managed-by': 'tenant-operator' },
      }),
      owned(primary, 'v1', 'ConfigMap', 'redis-config', { namespace: home, data: { 'redis.conf': 'appendonly yes\n' } }),
      owned(primary, 'v1', 'Service', 'redis', {
        namespace: home,
        spec: { clusterIP: 'None', selector: { app: 'redis' }, ports: [{ name: 'redis', port: 6379 }] },
      }),
    ],
  };
}

function kaos(namespace: string): UpstreamScene {
  const labels = { app: 'mcpserver', mcpserver: 'tools' };
  return {
    system: 'kaos',
    primary: {
      apiVersion: 'kaos.tools/v1alpha1',
      kind: 'MCPServer',
      metadata: { name: 'tools', namespace, finalizers: ['kaos.tools/mcpserver-finalizer'] },
      spec: { type: 'python-runtime', config: { toolsString: 'def echo(text: str) -> str:\n    return text\n' } },
    },
    children: (primary) => [
      owned(primary, 'apps/v1', 'Deployment', 'mcpserver-tools', {
        labels,
        spec: workload(labels, {
          name: 'mcp-server',
          image: 'kaos-agent',
          command: ['python', '-m', 'mcptools.server'],
          env: [{ name: 'ONLY_UPSTREAM', value: '1' }],
          ports: [{ name: 'http', containerPort: 8000 }],
        }),
      }),
      owned(primary, 'v1', 'Service', 'mcpserver-tools', { labels, spec: { selector: labels, ports: [{ name: 'http', port: 8000 }] } }),
    ],
  };
}

function marie(namespace: string): UpstreamScene {
  const labels = { 'marie.ai/cluster': 'docs', 'marie.ai/node-type': 'server' };
  const container = { name: 'marie', image: 'marieai/marie:3.0-cuda' };
  return {
    system: 'marie',
    primary: {
      apiVersion: 'marie.ai/v1alpha1',
      kind: 'MarieCluster',
      metadata: { name: 'docs', namespace },
      spec: { serverSpec: { replicas: 1, template: { spec: { containers: [container] } } } },
    },
    children: (primary) => [
      owned(primary, 'v1', 'Service', 'docs-server-svc', {
        labels,
        spec: {
          selector: labels,
          ports: [
            { name: 'grpc', port: 52_000 },
            { name: 'metrics', port: 9090 },
            { name: 'old', port: 7777 },
          ],
        },
      }),
      owned(primary, 'apps/v1', 'Deployment', 'docs-server', { labels, spec: workload(labels, container) }),
      owned(primary, 'v1', 'Service', 'docs-dashboard', { spec: { selector: labels, ports: [{ port: 80 }] } }),
    ],
  };
}

/** One object of each system in a namespace; NeuralLog's, which has none, is named after it. */
export function upstreamScenes(namespace: string): readonly UpstreamScene[] {
  return [maia(namespace), abi(namespace), neurallog(namespace), kaos(namespace), marie(namespace)];
}
