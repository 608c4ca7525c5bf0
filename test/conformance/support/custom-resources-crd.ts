import { randomUUID } from 'node:crypto';
import { vi } from 'vitest';
import { isJsonObject, type JsonObject } from '../../../src/kernel/json.ts';
import type { RawAnswer, RawClient } from '../../support/raw-client.ts';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** What a definition of a test is made of. Everything but the schema has a default. */
export interface CrdParts {
  /** Properties of the root schema. */
  readonly properties?: JsonObject;
  /** More of the root schema: `x-kubernetes-validations`, `required`. */
  readonly root?: JsonObject;
  readonly scope?: 'Namespaced' | 'Cluster';
  /** More of `spec.versions[0]`: `subresources`, `selectableFields`. */
  readonly version?: JsonObject;
  /** More of `spec.names`. */
  readonly names?: JsonObject;
  /** More of `spec`. */
  readonly spec?: JsonObject;
  readonly annotations?: JsonObject;
}

/** A definition that nobody else uses: kind `Thing` in a group of its own. */
export interface TestCrd {
  readonly name: string;
  readonly group: string;
  readonly manifest: JsonObject;
  /** Path of the collection, cluster-wide. */
  readonly path: string;
  /** An object of it. */
  thing(name: string, fields?: JsonObject, metadata?: JsonObject): JsonObject;
}

/** A manifest of a CustomResourceDefinition with kind `Thing`, version v1 and a unique group. */
export function testCrd(parts: CrdParts = {}, group = `t${randomUUID().slice(0, 8)}.custom-resources.conformance.dev`): TestCrd {
  const plural = typeof parts.names?.['plural'] === 'string' ? parts.names['plural'] : 'things';
  const name = `${plural}.${group}`;
  const schema = { type: 'object', properties: parts.properties ?? {}, ...parts.root };
  return {
    name,
    group,
    path: `/apis/${group}/v1/${plural}`,
    manifest: {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name, ...(parts.annotations === undefined ? {} : { annotations: parts.annotations }) },
      spec: {
        group,
        scope: parts.scope ?? 'Cluster',
        names: { plural, kind: 'Thing', ...parts.names },
        versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema }, ...parts.version }],
        ...parts.spec,
      },
    },
    thing: (object, fields = {}, metadata = {}) => ({
      apiVersion: `${group}/v1`,
      kind: 'Thing',
      metadata: { name: object, ...metadata },
      ...fields,
    }),
  };
}

/** Sends a definition and gives the answer. */
export function postCrd(client: RawClient, crd: TestCrd, query = ''): Promise<RawAnswer> {
  return client.request('POST', `${CRDS}${query}`, { body: crd.manifest });
}

/** The definition as it is now. */
export function getCrd(client: RawClient, name: string): Promise<RawAnswer> {
  return client.request('GET', `${CRDS}/${name}`);
}

/** Deletes a definition. */
export function deleteCrd(client: RawClient, name: string): Promise<RawAnswer> {
  return client.request('DELETE', `${CRDS}/${name}`);
}

/** Replaces `spec` (or other fields) of a definition by a merge patch. */
export function patchCrd(client: RawClient, name: string, patch: JsonObject, subresource = ''): Promise<RawAnswer> {
  return client.request('PATCH', `${CRDS}/${name}${subresource}`, { body: patch, type: 'application/merge-patch+json' });
}

/** Its conditions as `{ type: 'status reason' }`, with the message where one is asked for. */
export function conditionsOf(answer: RawAnswer): Readonly<Record<string, string>> {
  const status = isJsonObject(answer.json) ? answer.json['status'] : undefined;
  const conditions: unknown = isJsonObject(status) ? status['conditions'] : undefined;
  if (!Array.isArray(conditions)) return {};
  return Object.fromEntries(
    conditions.map((one: JsonObject) => [
      String(one['type']),
      `${String(one['status'])} ${String(one['reason'])}: ${String(one['message'])}`,
    ]),
  );
}

/** Waits until objects of the definition can be stored. */
export async function installCrd(client: RawClient, crd: TestCrd): Promise<void> {
  const answer = await postCrd(client, crd);
  if (answer.status !== 201) throw new Error(`${crd.name}: ${answer.text}`);
  await vi.waitUntil(async () => (await client.request('GET', crd.path)).status === 200, { timeout: 60_000, interval: 50 });
}
