import { parseAllDocuments } from 'yaml';
import { runCli } from '../support/run-cli.ts';

/** The primaries of the benchmark and the children that the program itself says they get. */
export interface Workload {
  readonly children: readonly ChildTemplate[];
}

/** One child of a primary, without its name: `manifest` puts the primary's name and namespace in. */
export interface ChildTemplate {
  readonly kind: string;
  /** The plural, as the API server's counters name it. */
  readonly resource: string;
  /** Whether the API server gives it a cluster IP: it does that under one lock. */
  readonly clusterIp: boolean;
  /** The collection over all namespaces. */
  readonly collection: string;
  manifest(namespace: string, name: string): { readonly path: string; readonly body: unknown };
}

interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly clusterIP?: string };
}

/** A custom resource to create. */
export interface PrimaryManifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: unknown;
}

/** The guide's quick start, without what needs other objects. */
export function primary(namespace: string, name: string): PrimaryManifest {
  const image = { repository: 'ghcr.io/ar4mirez/maia', tag: 'v1.0.0' };
  const spec = { replicas: 1, image, storage: { size: '10Gi' }, tenancy: { enabled: true } };
  return { apiVersion: 'maia.cuemby.com/v1alpha1', kind: 'MaiaInstance', metadata: { name, namespace }, spec };
}

/** The collection of the primaries in a namespace, or of all. */
export function primaries(namespace?: string): string {
  return `/apis/maia.cuemby.com/v1alpha1${namespace === undefined ? '' : `/namespaces/${namespace}`}/maiainstances`;
}

const RENDER_NAME = 'zz-bench-name';
const RENDER_NAMESPACE = 'zz-bench-namespace';

const RESOURCES: Readonly<Record<string, string>> = {
  ConfigMap: 'configmaps',
  PersistentVolumeClaim: 'persistentvolumeclaims',
  Deployment: 'deployments',
  Service: 'services',
};

function template(rendered: Rendered): ChildTemplate {
  const { apiVersion, kind, metadata, spec } = rendered;
  const resource = RESOURCES[kind];
  if (resource === undefined) throw new Error(`render gave a ${kind}, which the benchmark does not know`);
  const text = JSON.stringify(rendered);
  const root = `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}`;
  return {
    kind,
    resource,
    clusterIp: kind === 'Service' && spec?.clusterIP !== 'None',
    collection: `${root}/${resource}`,
    manifest: (namespace, name) => ({
      path: `${root}/namespaces/${namespace}/${resource}/${metadata.name.replaceAll(RENDER_NAME, name)}`,
      body: JSON.parse(text.replaceAll(RENDER_NAMESPACE, namespace).replaceAll(RENDER_NAME, name)) as unknown,
    }),
  };
}

/** Asks the program's own `render` what one primary becomes: the plain loop then writes the very same objects. */
export async function renderWorkload(): Promise<Workload> {
  const input = JSON.stringify(primary(RENDER_NAMESPACE, RENDER_NAME));
  const { code, stdout, stderr } = await runCli(['render', '-f', '-'], { input });
  if (code !== 0) throw new Error(`render failed with ${code}: ${stderr}`);
  const documents = parseAllDocuments(stdout).map((document) => document.toJS() as Rendered | null);
  const children = documents.filter((document) => document !== null).map(template);
  if (children.length === 0) throw new Error('render gave no children');
  return { children };
}
