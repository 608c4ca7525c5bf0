import { randomUUID } from 'node:crypto';
import { vi } from 'vitest';
import type { SharedControlPlane } from '../../support/control-plane-setup.ts';
import { type RawAnswer, type RawClient, rawClient } from '../../support/raw-client.ts';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** A namespace and a type of one's own. */
export interface HttpWorld {
  readonly client: RawClient;
  readonly namespace: string;
  /** The group of the type `gizmos`, kind Gizmo: served in v1, with status and scale. */
  readonly group: string;
  /** `/apis/{group}/v1`. */
  readonly root: string;
  /** Of the gizmos in the namespace. */
  readonly gizmos: string;
  /** Of the ConfigMaps in the namespace. */
  readonly configMaps: string;
  close(): Promise<void>;
}

const COLUMNS = [
  { name: 'Size', type: 'string', jsonPath: '.spec.size', description: 'How large it is.' },
  { name: 'Count', type: 'integer', jsonPath: '.spec.count' },
  { name: 'Ratio', type: 'number', jsonPath: '.spec.ratio', priority: 1 },
  { name: 'Active', type: 'boolean', jsonPath: '.spec.active' },
  { name: 'Ready', type: 'string', jsonPath: '.spec.conditions[?(@.type=="Ready")].status' },
  { name: 'Tags', type: 'string', jsonPath: '.spec.tags' },
  { name: 'First', type: 'string', jsonPath: '.spec.tags[0]' },
  { name: 'Every', type: 'string', jsonPath: '.spec.tags[*]' },
  { name: 'Map', type: 'string', jsonPath: '.spec.map' },
  { name: 'Quoted', type: 'string', jsonPath: ".spec.map['a']" },
  { name: 'Escaped', type: 'string', jsonPath: String.raw`.spec.map.c\.d` },
  { name: 'When', type: 'date', jsonPath: '.spec.when' },
  { name: 'Ratio Text', type: 'string', jsonPath: '.spec.ratio' },
  { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
];

const OPEN = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

function definition(group: string): object {
  const spec = {
    ...OPEN,
    required: ['size'],
    properties: {
      size: { type: 'string', description: 'How large it is.' },
      replicas: { type: 'integer', default: 1 },
      parts: {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['name'],
        items: {
          type: 'object',
          required: ['name'],
          properties: { name: { type: 'string' }, port: { 'x-kubernetes-int-or-string': true } },
        },
      },
    },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `gizmos.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'gizmos', singular: 'gizmo', kind: 'Gizmo', shortNames: ['gzm'], categories: ['toys'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } },
          additionalPrinterColumns: COLUMNS,
          schema: { openAPIV3Schema: { type: 'object', description: 'A gizmo is a thing for tests.', properties: { spec, status: OPEN } } },
        },
      ],
    },
  };
}

async function served(client: RawClient, path: string): Promise<void> {
  const look = async (): Promise<void> => {
    const { status } = await client.request('GET', path);
    if (status !== 200) throw new Error(`${path}: ${String(status)}`);
  };
  await vi.waitFor(look, { timeout: 60_000 });
}

/** Makes the world; waits until the type is served and told everywhere. */
export async function openHttpWorld(plane: SharedControlPlane): Promise<HttpWorld> {
  const client = await rawClient(plane.kubeconfig);
  const id = randomUUID().slice(0, 8);
  const [namespace, group] = [`http-${id}`, `front-${id}.conformance.dev`];
  const made = [
    await client.request('POST', '/api/v1/namespaces', { body: { metadata: { name: namespace } } }),
    await client.request('POST', CRDS, { body: definition(group) }),
  ];
  if (made.some(({ status }) => status !== 201)) throw new Error(made.map(({ text }) => text).join('\n'));
  const root = `/apis/${group}/v1`;
  await served(client, root);
  await served(client, `${root}/gizmos`);
  return {
    client,
    namespace,
    group,
    root,
    gizmos: `${root}/namespaces/${namespace}/gizmos`,
    configMaps: `/api/v1/namespaces/${namespace}/configmaps`,
    close: async () => {
      await client.request('DELETE', `${CRDS}/gizmos.${group}`);
      await client.request('DELETE', `/api/v1/namespaces/${namespace}`);
      client.close();
    },
  };
}

/** A gizmo as it is sent. */
export function gizmo({ group }: Pick<HttpWorld, 'group'>, name: string, spec: object = {}): object {
  return { apiVersion: `${group}/v1`, kind: 'Gizmo', metadata: { name }, spec: { size: 'small', ...spec } };
}

/** The parts of a failure that clients look at. */
export function failureIn({ status, json }: RawAnswer): Readonly<Record<string, unknown>> {
  const { kind, reason, message, details, code } = (json ?? {}) as Readonly<Record<string, unknown>>;
  return { status, kind, reason, message, details, code };
}

/** A failure as {@link failureIn} gives it. */
export function failure(code: number, reason: string | undefined, message: string, details?: object): Readonly<Record<string, unknown>> {
  return { status: code, kind: 'Status', reason, message, details, code };
}
