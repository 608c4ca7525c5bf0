import { randomUUID } from 'node:crypto';
import { expect, vi } from 'vitest';
import { isJsonObject, type JsonObject } from '../../../src/kernel/json.ts';
import { rawClient, type RawAnswer, type RawClient } from '../../support/raw-client.ts';
import { thingCrd } from './field-ownership-crd.ts';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** A type of the cases: its collection and what every object of it says. */
export interface TypeOfCase {
  readonly path: string;
  readonly apiVersion: string;
  readonly kind: string;
}

/** How a write is sent. `manager` becomes `fieldManager`; `query` is added as it is. */
export interface Sending {
  readonly manager?: string;
  readonly query?: string;
  readonly subresource?: string;
}

/** A namespace and a custom type of one test file, and short ways to write to them. */
export interface OwnershipWorld {
  readonly client: RawClient;
  readonly namespace: string;
  readonly configMaps: TypeOfCase;
  readonly deployments: TypeOfCase;
  readonly cronJobs: TypeOfCase;
  readonly services: TypeOfCase;
  /** Of {@link thingCrd}. */
  readonly things: TypeOfCase;
  /** An object with this type's apiVersion and kind. */
  object(type: TypeOfCase, name: string, fields?: JsonObject, metadata?: JsonObject): JsonObject;
  create(type: TypeOfCase, name: string, fields?: JsonObject, metadata?: JsonObject, sending?: Sending): Promise<RawAnswer>;
  /** Server-side apply; `fields` beside apiVersion, kind and metadata. */
  apply(type: TypeOfCase, name: string, fields?: JsonObject, sending?: Sending & { readonly metadata?: JsonObject }): Promise<RawAnswer>;
  patch(
    format: 'json' | 'merge' | 'strategic' | 'apply',
    type: TypeOfCase,
    name: string,
    body: unknown,
    sending?: Sending,
  ): Promise<RawAnswer>;
  put(type: TypeOfCase, name: string, body: unknown, sending?: Sending): Promise<RawAnswer>;
  get(type: TypeOfCase, name: string): Promise<JsonObject>;
  close(): Promise<void>;
}

const MEDIA = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
} as const;

function queryOf({ manager = 'tester', query }: Sending): string {
  return `?${[...(manager === '' ? [] : [`fieldManager=${manager}`]), ...(query === undefined ? [] : [query])].join('&')}`;
}

async function installThings(client: RawClient, group: string, namespace: string): Promise<void> {
  expect((await client.request('POST', CRDS, { body: thingCrd(group) })).status).toBe(201);
  // Served is not yet known to everything: applies need the schema, which a server may take a moment longer to have.
  const body = { apiVersion: `${group}/v1`, kind: 'Thing', metadata: { name: 'probe' }, spec: { ports: [{ port: 1 }] } };
  const url = `/apis/${group}/v1/namespaces/${namespace}/things/probe?fieldManager=probe&dryRun=All`;
  await vi.waitFor(
    async () => {
      const { json } = await client.request('PATCH', url, { body, type: MEDIA.apply });
      expect(JSON.stringify(managedFields(json))).toContain('TCP');
    },
    { timeout: 60_000, interval: 100 },
  );
}

/** Opens one. Everything in it goes with `close`. */
export async function openOwnershipWorld(plane: { readonly kubeconfig: string }): Promise<OwnershipWorld> {
  const client = await rawClient(plane.kubeconfig);
  const id = randomUUID().slice(0, 8);
  const [namespace, group] = [`ownership-${id}`, `o${id}.field-ownership.conformance.dev`];
  const made = await client.request('POST', '/api/v1/namespaces', {
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
  });
  expect(made.status).toBe(201);
  await installThings(client, group, namespace);
  const type = (root: string, apiVersion: string, plural: string, kind: string): TypeOfCase => ({
    path: `/${root}/namespaces/${namespace}/${plural}`,
    apiVersion,
    kind,
  });
  const url = ({ path }: TypeOfCase, name: string, sending: Sending): string =>
    `${path}/${name}${sending.subresource === undefined ? '' : `/${sending.subresource}`}${queryOf(sending)}`;
  const object: OwnershipWorld['object'] = ({ apiVersion, kind }, name, fields = {}, metadata = {}) => ({
    apiVersion,
    kind,
    metadata: { name, ...metadata },
    ...fields,
  });
  const patch: OwnershipWorld['patch'] = async (format, of, name, body, sending = {}) =>
    client.request('PATCH', url(of, name, sending), { body, type: MEDIA[format] });
  return {
    client,
    namespace,
    configMaps: type('api/v1', 'v1', 'configmaps', 'ConfigMap'),
    deployments: type('apis/apps/v1', 'apps/v1', 'deployments', 'Deployment'),
    cronJobs: type('apis/batch/v1', 'batch/v1', 'cronjobs', 'CronJob'),
    services: type('api/v1', 'v1', 'services', 'Service'),
    things: type(`apis/${group}/v1`, `${group}/v1`, 'things', 'Thing'),
    object,
    patch,
    create: async (of, name, fields, metadata, sending = {}) =>
      client.request('POST', of.path + queryOf(sending), { body: object(of, name, fields, metadata) }),
    apply: async (of, name, fields, sending = {}) => patch('apply', of, name, object(of, name, fields, sending.metadata), sending),
    put: async (of, name, body, sending = {}) => client.request('PUT', url(of, name, sending), { body }),
    get: async (of, name) => {
      const { status, json } = await client.request('GET', `${of.path}/${name}`);
      expect(status).toBe(200);
      return json as JsonObject;
    },
    close: async () => {
      await client.request('DELETE', `${CRDS}/things.${group}`);
      await client.request('DELETE', `/api/v1/namespaces/${namespace}`);
      client.close();
    },
  };
}

/** `metadata` of an answer. */
export function metadataOf(json: unknown): JsonObject {
  return isJsonObject(json) && isJsonObject(json['metadata']) ? json['metadata'] : {};
}

/** `metadata.managedFields` of an answer. */
export function managedFields(json: unknown): readonly JsonObject[] {
  const entries = metadataOf(json)['managedFields'];
  return Array.isArray(entries) ? (entries as readonly JsonObject[]) : [];
}

/** Who owns what: `manager Operation[/subresource]` to its fieldsV1. */
export function owners(answer: RawAnswer | JsonObject): Readonly<Record<string, unknown>> {
  const json = 'json' in answer ? answer['json'] : answer;
  return Object.fromEntries(
    managedFields(json).map(({ manager, operation, subresource, fieldsV1 }) => [
      `${String(manager)} ${String(operation)}${typeof subresource === 'string' ? `/${subresource}` : ''}`,
      fieldsV1,
    ]),
  );
}

/** What a failure says, without what all of them have. Causes in alphabetical order: the server's is not always the same. */
export function failure({ json }: RawAnswer): unknown {
  const { code, reason, message, details } = isJsonObject(json) ? json : {};
  if (!isJsonObject(details) || !Array.isArray(details['causes'])) return { code, reason, message, details };
  const causes = (details['causes'] as readonly JsonObject[]).toSorted((left, right) =>
    JSON.stringify(left) < JSON.stringify(right) ? -1 : 1,
  );
  return { code, reason, message, details: { ...details, causes } };
}

/** The 409 of an apply, its message given whole and its causes as `[manager, path]`. */
export function conflicts(message: string, causes: readonly (readonly [who: string, field: string])[]): unknown {
  const listed = causes.map(([who, field]) => ({ reason: 'FieldManagerConflict', message: `conflict with ${who}`, field }));
  return {
    code: 409,
    reason: 'Conflict',
    message: `Apply failed with ${message}`,
    details: { causes: listed.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1)) },
  };
}

/** A field of a nested answer. */
export function at(json: unknown, ...path: readonly (string | number)[]): unknown {
  let value = json;
  for (const key of path) value = (value as Readonly<Record<string | number, unknown>> | undefined)?.[key];
  return value;
}
