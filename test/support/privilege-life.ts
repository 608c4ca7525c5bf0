import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { Manifest } from '../../src/kernel/kube-object.ts';
import { SETTINGS_CONFIG_MAP } from '../../src/templates/kaos/operator-settings.ts';
import { PROJECT_ROOT } from './project-root.ts';

/** Where the examples without a namespace stand. */
export const APPS = 'apps';
const MARIE = 'marie.ai/v1alpha1';

async function examples(): Promise<readonly Manifest[]> {
  const folder = path.join(PROJECT_ROOT, 'examples');
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.yaml')).toSorted();
  const texts = await Promise.all(files.map(async (name) => readFile(path.join(folder, name), 'utf8')));
  return texts.flatMap((text) => parseAllDocuments(text).map((document): Manifest => document.toJS() as Manifest));
}

function placed(manifest: Manifest): Manifest {
  const { namespace = APPS, ...metadata } = manifest.metadata;
  return ['Namespace', 'StorageClass', 'Tenant'].includes(manifest.kind) ? manifest : { ...manifest, metadata: { ...metadata, namespace } };
}

function job(name: string, spec: JsonObject): Manifest {
  const input = { uri: 's3://bucket/a.pdf' };
  return { apiVersion: MARIE, kind: 'MarieJob', metadata: { name }, spec: { jobType: 'ocr', input, ...spec } };
}

const SERVER = { template: { spec: { containers: [{ name: 'marie', image: 'marieai/marie:3.0-cuda' }] } } };

/** An object of KAOS that upstream's operator has held: the one that takes over lets go of it. */
function held(kind: string, spec: JsonObject): Manifest {
  const metadata = { name: 'taken-over', finalizers: [`kaos.tools/${kind.toLowerCase()}-finalizer`] };
  return { apiVersion: 'kaos.tools/v1alpha1', kind, metadata, spec };
}

/** What the examples leave out: a cluster that a job brings, a job that is submitted by a Job, routes of a gateway, what upstream has held. */
const MORE: readonly Manifest[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: SETTINGS_CONFIG_MAP.namespace } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...SETTINGS_CONFIG_MAP }, data: { GATEWAY_API_ENABLED: 'true' } },
  {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'fast-ssd' },
    provisioner: 'kubernetes.io/host-path',
    allowVolumeExpansion: true,
  },
  job('brings-a-cluster', {
    clusterSpec: { serverSpec: SERVER, auth: { secretRef: { name: 'my-cluster-api-key' } } },
    shutdownAfterJobFinishes: true,
    ttlSecondsAfterFinished: 0,
  }),
  held('ModelAPI', { mode: 'Proxy', proxyConfig: { apiBase: 'http://ollama.models:11434' } }),
  held('MCPServer', { type: 'python-runtime', config: { toolsString: 'def echo(text):\n    return text\n' } }),
  held('Agent', { modelAPI: 'taken-over', mcpServers: ['taken-over'] }),
  job('by-a-job', { clusterRef: 'my-cluster', submissionMode: 'K8sJobSubmission' }),
];

/** What is in the cluster in the beginning: first what others stand in, then the objects, then what stands in a namespace that an operator makes. */
export async function beginnings(): Promise<readonly (readonly Manifest[])[]> {
  const all = [...(await examples()), ...MORE, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: APPS } }].map(placed);
  const made = all.filter(({ metadata }) => metadata.namespace?.startsWith('tenant-') === true);
  const frames = all.filter(({ kind }) => kind === 'Namespace' || kind === 'StorageClass');
  return [frames, all.filter((manifest) => !frames.includes(manifest) && !made.includes(manifest)), made];
}

/** A change of an object: a merge patch. `TYPE NAME -n NAMESPACE`. */
export interface Edit {
  readonly object: string;
  readonly patch: JsonObject;
}

/** Everything is changed that makes an operator remove or mark something. `pod`: one of those of the group `ocr-gpu`. */
export function edits(pod: string): readonly Edit[] {
  return [
    {
      object: `maiainstance maia-production -n ${APPS}`,
      patch: { spec: { ingress: { enabled: false }, backup: { enabled: false }, metrics: { serviceMonitor: { enabled: false } } } },
    },
    { object: `maiatenant demo -n ${APPS}`, patch: { spec: { apiKeys: [] } } },
    { object: 'configmap kaos-operator-config -n kaos-system', patch: { data: { GATEWAY_API_ENABLED: 'false' } } },
    { object: 'agent worker-1 -n team', patch: { spec: { agentNetwork: { expose: false } } } },
    {
      object: 'modelapi gateway -n team',
      patch: { spec: { mode: 'Hosted', proxyConfig: null, serverConfig: { model: 'smollm2:135m' } } },
    },
    {
      object: 'abiinstance abi-production -n abi',
      patch: {
        spec: {
          autoscaling: { enabled: false },
          highAvailability: { enabled: false },
          storage: { size: '60Gi', retentionPolicy: 'Delete' },
        },
      },
    },
    { object: 'abiinstance my-abi -n default', patch: { spec: { replicas: 2, storage: { enabled: true } } } },
    { object: 'tenant orbit-labs', patch: { spec: { resources: null, networkPolicy: { ingressRules: [] } } } },
    {
      object: `mariecluster my-cluster -n ${APPS}`,
      patch: {
        spec: {
          executorGroupSpecs: [
            { groupName: 'ocr-gpu', replicas: 1, gpu: true, scaleStrategy: { workersToDelete: [pod] }, template: SERVER.template },
          ],
        },
      },
    },
    { object: `mariecluster docs-gpu -n ${APPS}`, patch: { spec: { executorGroupSpecs: [] } } },
    { object: `mariejob by-a-job -n ${APPS}`, patch: { spec: { suspend: true } } },
  ];
}

/** What is deleted at last: a tenant with its namespace, an instance with its volumes. */
export function deletions(): readonly string[] {
  return ['tenant orbit-labs', 'abiinstance abi-production -n abi'];
}
