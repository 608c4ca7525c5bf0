import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { goFields } from './go-fields.ts';

/**
 * Writes the fixture of Kubernetes' own types: node tools/generate-builtin-schemas.ts --kubeconfig FILE --go-modules DIR
 * FILE is of a running server, whose /openapi/v3 gives the types; DIR holds the unpacked Go modules k8s.io/api,
 * k8s.io/apimachinery and k8s.io/apiextensions-apiserver of its version (a module cache's `k8s.io` folder). From their field tags
 * comes what OpenAPI does not say: which fields are pointers, and which are left out when they are empty.
 */
const FILE = path.resolve(import.meta.dirname, '../src/sandbox/builtin/fixture/schemas.json');

const KINDS: Readonly<Record<string, readonly string[]>> = {
  'api/v1': [
    'Namespace',
    'Pod',
    'Service',
    'Secret',
    'ConfigMap',
    'ServiceAccount',
    'PersistentVolumeClaim',
    'PersistentVolume',
    'Event',
    'Endpoints',
    'Node',
    'ResourceQuota',
    'LimitRange',
  ],
  'apis/apps/v1': ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ControllerRevision'],
  'apis/batch/v1': ['Job', 'CronJob'],
  'apis/autoscaling/v2': ['HorizontalPodAutoscaler'],
  'apis/policy/v1': ['PodDisruptionBudget'],
  'apis/networking.k8s.io/v1': ['Ingress', 'IngressClass', 'NetworkPolicy'],
  'apis/rbac.authorization.k8s.io/v1': ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'],
  'apis/coordination.k8s.io/v1': ['Lease'],
  'apis/storage.k8s.io/v1': ['StorageClass'],
  'apis/discovery.k8s.io/v1': ['EndpointSlice'],
  'apis/scheduling.k8s.io/v1': ['PriorityClass'],
  'apis/apiextensions.k8s.io/v1': ['CustomResourceDefinition'],
};

type Json = Readonly<Record<string, unknown>>;

/** Keywords that are somebody's sentences, or that nothing here reads. */
const DROPPED = new Set(['description', 'x-kubernetes-group-version-kind', 'x-kubernetes-unions']);

/** What OpenAPI says of fields that Go always writes: no default that a client could see. */
function isZero(value: unknown): boolean {
  return value === '' || value === 0 || value === false || JSON.stringify(value) === '{}';
}

/** `io.k8s.api.core.v1.PodSpec` → `core.PodSpec`. */
function shortName(name: string): string {
  const parts = name.split('.');
  return `${parts.at(-3) ?? ''}.${parts.at(-1) ?? ''}`;
}

function mapped(record: unknown, one: (value: Json) => Json): Json {
  return Object.fromEntries(Object.entries(record as Readonly<Record<string, Json>>).map(([key, value]) => [key, one(value)]));
}

/** A node without sentences; `reach` is told the references. */
function reduced(node: Json, reach: (name: string) => void): Json {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    if (DROPPED.has(key) || (key === 'default' && isZero(value))) continue;
    if (key === 'properties') result[key] = mapped(value, (one) => reduced(one, reach));
    else if (key === 'items' || (key === 'additionalProperties' && typeof value === 'object')) result[key] = reduced(value as Json, reach);
    else if (key === 'allOf') Object.assign(result, reduced((value as readonly Json[])[0] ?? {}, reach));
    else if (key === '$ref') {
      const name = String(value).slice('#/components/schemas/'.length);
      reach(name);
      result[key] = shortName(name);
    } else result[key] = value;
  }
  return result;
}

const { values } = parseArgs({ options: { kubeconfig: { type: 'string' }, 'go-modules': { type: 'string' } } });
if (values.kubeconfig === undefined || values['go-modules'] === undefined) throw new Error('name --kubeconfig FILE and --go-modules DIR');
const run = promisify(execFile);

async function raw(url: string): Promise<Json> {
  const { stdout } = await run('kubectl', ['--kubeconfig', String(values.kubeconfig), 'get', '--raw', url], { maxBuffer: 2 ** 28 });
  return JSON.parse(stdout) as Json;
}

const { gitVersion } = (await raw('/version')) as { gitVersion: string };
const all: Record<string, Json> = {};
const kinds: Record<string, string> = {};
for (const [place, names] of Object.entries(KINDS)) {
  const { components } = (await raw(`/openapi/v3/${place}`)) as { components: { schemas: Record<string, Json> } };
  Object.assign(all, components.schemas);
  for (const [name, schema] of Object.entries(components.schemas)) {
    const [gvk] = (schema['x-kubernetes-group-version-kind'] ?? []) as readonly { group: string; kind: string; version: string }[];
    const here = gvk?.group === '' ? `api/${gvk.version}` : `apis/${gvk?.group ?? ''}/${gvk?.version ?? ''}`;
    if (gvk !== undefined && here === place && names.includes(gvk.kind)) kinds[gvk.kind] = name;
  }
}

const definitions = new Map<string, Json>();
async function collect(name: string): Promise<void> {
  const waiting: string[] = [];
  const short = shortName(name);
  if (definitions.has(short)) return;
  const node = reduced(all[name] ?? {}, (found) => waiting.push(found));
  const go = node['properties'] === undefined ? undefined : await goFields(String(values['go-modules']), gitVersion, name);
  definitions.set(short, go === undefined ? node : { ...node, go });
  for (const found of waiting) await collect(found);
}
for (const name of Object.values(kinds)) await collect(name);

const fixture = {
  version: gitVersion,
  kinds: Object.fromEntries(Object.entries(kinds).map(([kind, name]) => [kind, shortName(name)])),
  definitions: Object.fromEntries([...definitions].toSorted(([left], [right]) => (left < right ? -1 : 1))),
};
await writeFile(FILE, `${JSON.stringify(fixture)}\n`);
const size = (await readFile(FILE)).length;
process.stdout.write(`${String(Object.keys(kinds).length)} kinds, ${String(definitions.size)} types, ${String(size)} bytes\n`);
