/**
 * Writes src/sandbox/api-server/protobuf/fields.json: names, numbers and types of the fields of the Kubernetes types that kubectl's typed
 * commands send as protobuf, told from the struct tags of the Go modules k8s.io/api and k8s.io/apimachinery.
 *
 * node tools/generate-protobuf-fields.ts FOLDER-OF-K8S.IO-MODULES VERSION   (such as $(go env GOMODCACHE)/k8s.io 0.36.3)
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const PACKAGES: Readonly<Record<string, string>> = {
  'core/v1': 'api/core/v1',
  'apps/v1': 'api/apps/v1',
  'batch/v1': 'api/batch/v1',
  'policy/v1': 'api/policy/v1',
  'rbac/v1': 'api/rbac/v1',
  'networking/v1': 'api/networking/v1',
  'scheduling/v1': 'api/scheduling/v1',
  'authorization/v1': 'api/authorization/v1',
  'authentication/v1': 'api/authentication/v1',
  'autoscaling/v1': 'api/autoscaling/v1',
  'autoscaling/v2': 'api/autoscaling/v2',
  'meta/v1': 'apimachinery/pkg/apis/meta/v1',
};

/** What the typed commands of kubectl create, as `package.Type`. */
const ROOTS = [
  ...['Pod', 'ConfigMap', 'Secret', 'Namespace', 'Service', 'ServiceAccount', 'ResourceQuota', 'Binding', 'Event'].map(
    (name) => `core/v1.${name}`,
  ),
  'apps/v1.Deployment',
  'batch/v1.Job',
  'batch/v1.CronJob',
  'policy/v1.PodDisruptionBudget',
  'policy/v1.Eviction',
  ...['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'].map((name) => `rbac/v1.${name}`),
  'networking/v1.Ingress',
  'scheduling/v1.PriorityClass',
  'autoscaling/v1.Scale',
  'autoscaling/v2.HorizontalPodAutoscaler',
  ...['SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview', 'LocalSubjectAccessReview'].map(
    (name) => `authorization/v1.${name}`,
  ),
  ...['TokenReview', 'TokenRequest', 'SelfSubjectReview'].map((name) => `authentication/v1.${name}`),
  'meta/v1.DeleteOptions',
];

const ALIASES: Readonly<Record<string, string>> = {
  metav1: 'meta/v1',
  v1: 'core/v1',
  corev1: 'core/v1',
  apiv1: 'core/v1',
  resource: 'resource',
  intstr: 'intstr',
  runtime: 'runtime',
  types: 'types',
};

const SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  bool: 'bool',
  int32: 'int',
  int64: 'int',
  float64: 'double',
  '[]byte': 'bytes',
  'types.UID': 'string',
  'types.NodeName': 'string',
  'resource.Quantity': 'quantity',
  'intstr.IntOrString': 'int-or-string',
  'runtime.RawExtension': 'raw',
  'meta/v1.Time': 'time',
  'meta/v1.MicroTime': 'time',
  'meta/v1.FieldsV1': 'raw',
  'meta/v1.Verbs': '[]string',
};

interface Declared {
  /** Of a struct: Go type, JSON name and tag of each field. */
  readonly fields?: readonly { readonly go: string; readonly json: string; readonly tag: string }[];
  /** Of another named type: what it stands for. */
  readonly base?: string;
}

function readPackage(folder: string): Map<string, Declared> {
  const types = new Map<string, Declared>();
  for (const file of readdirSync(folder).filter(
    (name) => name.endsWith('.go') && !name.startsWith('zz_') && !name.includes('_test') && !name.includes('.pb.'),
  )) {
    const text = readFileSync(path.join(folder, file), 'utf8');
    for (const match of text.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
      const fields = [...(match[2] ?? '').matchAll(/^\t(?:\w+ +)?([*[\]\w.]+)\s+`json:"([^"]*)"[^`]*? protobuf:"([^"]*)"/gm)];
      types.set(match[1] ?? '', {
        fields: fields.map(([, go = '', json = '', tag = '']) => ({ go, json: json.split(',')[0] ?? '', tag })),
      });
    }
    for (const match of text.matchAll(/^\s*(?:type )?(\w+) (string|int32|int64|\[\]string|map\[\w+\][\w.]+)$/gm)) {
      if (!types.has(match[1] ?? '')) types.set(match[1] ?? '', { base: match[2] ?? '' });
    }
  }
  return types;
}

const [modules = '', version = ''] = process.argv.slice(2);
const packages = new Map(
  Object.entries(PACKAGES).map(([name, folder]) => {
    const [module = '', ...rest] = folder.split('/');
    return [name, readPackage(path.join(modules, `${module}@v${version}`, ...rest))];
  }),
);
const messages: Record<string, Record<string, string>> = {};

/** `*` in front: a pointer, so zero is a value; `[]`: repeated; `{}`: a map from strings. A name with a dot is another message. */
function typeOf(go: string, within: string): string {
  if (go.startsWith('*')) return `*${typeOf(go.slice(1), within)}`;
  if (go === '[]byte') return 'bytes';
  if (go.startsWith('[]')) return `[]${typeOf(go.slice(2), within)}`;
  const map = /^map\[[\w.]+\](.*)$/.exec(go);
  if (map !== null) return `{}${typeOf(map[1] ?? '', within)}`;
  const [head = '', tail] = go.split('.');
  const known = SCALARS[go];
  if (known !== undefined) return known;
  const owner = tail === undefined ? within : (ALIASES[head] ?? head);
  const name = `${owner}.${tail ?? head}`;
  const scalar = SCALARS[name];
  if (scalar !== undefined) return scalar;
  const declared = packages.get(owner)?.get(tail ?? head);
  if (declared?.base?.startsWith('[]') === true) return `list:${typeOf(declared.base.slice(2), owner)}`;
  if (declared?.base !== undefined) return typeOf(declared.base, owner);
  if (declared === undefined) throw new Error(`unknown type ${name}`);
  collect(name);
  return name;
}

function collect(name: string): void {
  if (messages[name] !== undefined) return;
  const fields: Record<string, string> = {};
  messages[name] = fields;
  const [owner = '', type = ''] = name.split('.');
  for (const { go, json, tag } of packages.get(owner)?.get(type)?.fields ?? []) {
    const number = tag.split(',')[1] ?? '';
    fields[number] = `${json} ${typeOf(go, owner)}`;
  }
}

for (const root of ROOTS) collect(root);
writeFileSync(new URL('../src/sandbox/api-server/protobuf/fields.json', import.meta.url), `${JSON.stringify(messages)}\n`);
