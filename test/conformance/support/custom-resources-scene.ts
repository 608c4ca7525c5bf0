import { afterAll, beforeAll, expect } from 'vitest';
import { isJsonObject, type JsonObject } from '../../../src/kernel/json.ts';
import { rawClient, type RawAnswer, type RawClient } from '../../support/raw-client.ts';
import { causesOfCase, type FieldCase } from './custom-resources-cases.ts';
import { deleteCrd, installCrd, type TestCrd } from './custom-resources-crd.ts';

const MERGE = 'application/merge-patch+json';

/** What a suite about custom resources has: a client, and a definition that was installed before and goes afterwards. */
export interface CustomResourceScene {
  readonly client: RawClient;
  readonly crd: TestCrd;
  /** Creates an object; nothing is stored with `dryRun=All` in the query. */
  create(fields: JsonObject, query?: string, name?: string, metadata?: JsonObject): Promise<RawAnswer>;
  /** Changes an object by a merge patch. */
  patch(name: string, patch: JsonObject, query?: string, subresource?: string): Promise<RawAnswer>;
}

/** Prepares a suite: call it in the body of `describeCluster`. */
export function customResourceScene(kubeconfig: string, crd: TestCrd): CustomResourceScene {
  let client: RawClient | undefined;
  const connected = (): RawClient => {
    if (client === undefined) throw new Error('the suite has not begun');
    return client;
  };
  beforeAll(async () => {
    client = await rawClient(kubeconfig);
    await installCrd(client, crd);
  });
  afterAll(async () => {
    await deleteCrd(connected(), crd.name);
    connected().close();
  });
  return {
    get client() {
      return connected();
    },
    crd,
    create: (fields, query = '', name = 'a', metadata = {}) =>
      connected().request('POST', `${crd.path}${query}`, { body: crd.thing(name, fields, metadata) }),
    patch: (name, patch, query = '', subresource = '') =>
      connected().request('PATCH', `${crd.path}/${name}${subresource}${query}`, { body: patch, type: MERGE }),
  };
}

/** An answer's causes as `reason | field | message`, and its body where it is no such answer. */
export function causesOf(answer: RawAnswer): unknown {
  const details = isJsonObject(answer.json) ? answer.json['details'] : undefined;
  const causes: unknown = isJsonObject(details) ? details['causes'] : undefined;
  if (answer.status !== 422 || !Array.isArray(causes)) return answer.status < 300 ? [] : answer.json;
  return causes.map((one: JsonObject) => `${String(one['reason'])} | ${String(one['field'])} | ${String(one['message'])}`);
}

/** A field of an answer's object: `spec`, `status`. */
export function partOf(answer: RawAnswer, part: string): unknown {
  return isJsonObject(answer.json) ? answer.json[part] : undefined;
}

/** The texts of an answer's `Warning` headers, sorted. */
export function warningsOf(answer: RawAnswer): readonly string[] {
  const header = answer.headers['warning'];
  const text = Array.isArray(header) ? header.join(', ') : (header ?? '');
  return [...text.matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(([, quoted = '']) => quoted.replaceAll(/\\(.)/g, '$1')).toSorted();
}

/** Sends the value of a case and compares the answer with what the case says. */
export async function expectCase({ create }: CustomResourceScene, one: FieldCase): Promise<void> {
  const answer = await create({ spec: { [one.name]: one.value } }, '?dryRun=All');
  expect(causesOf(answer)).toEqual(causesOfCase(one));
}

/** Properties of `spec` for a definition with a field for each case. */
export function specOf(cases: readonly FieldCase[]): JsonObject {
  return { spec: { type: 'object', properties: Object.fromEntries(cases.map(({ name, schema }) => [name, schema])) } };
}
