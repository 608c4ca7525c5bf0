import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect } from 'vitest';
import type { SharedControlPlane } from '../../support/control-plane-setup.ts';
import { type RawAnswer, type RawClient, rawClient } from '../../support/raw-client.ts';

/** An object as tests look at it. */
export interface SeenObject {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata: SeenMeta;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
}

/** Metadata of an object or of a list. */
export interface SeenMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number;
  readonly generateName?: string;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly selfLink?: string;
}

/** A list as tests look at it. */
export interface SeenList {
  readonly kind: string;
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string; readonly remainingItemCount?: number };
  readonly items: readonly SeenObject[];
}

/** What a request was answered with where it failed. */
export interface SeenFailure {
  readonly code: number;
  readonly reason?: string;
  readonly message: string;
  readonly details?: unknown;
}

/** Requests of one suite, in a namespace of its own. */
export interface ObjectsScene {
  readonly namespace: string;
  /** The path of the suite's ConfigMaps. */
  readonly configMaps: string;
  readonly client: RawClient;
  send(method: string, path: string, body?: unknown, type?: string): Promise<RawAnswer>;
  /** The answer as an object; fails where the status is another one. */
  object(status: number, method: string, path: string, body?: unknown, type?: string): Promise<SeenObject>;
  list(path: string): Promise<SeenList>;
  /** The answer as a failure, without what every failure has. */
  failure(method: string, path: string, body?: unknown, type?: string): Promise<SeenFailure>;
}

export const MERGE = 'application/merge-patch+json';
export const JSON_PATCH = 'application/json-patch+json';
export const STRATEGIC = 'application/strategic-merge-patch+json';
export const APPLY = 'application/apply-patch+yaml';

/** A ConfigMap. */
export function configMap(name: string, metadata: object = {}, data: Readonly<Record<string, string>> = { a: '1' }): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data };
}

/** A namespace for the suite; it is deleted at the end. Call it in the body of `describeCluster`. */
export function objectsScene(plane: SharedControlPlane, prefix: string): ObjectsScene {
  const namespace = `${prefix}-${randomUUID().slice(0, 8)}`;
  let opened: RawClient | undefined;
  const client = (): RawClient => {
    if (opened === undefined) throw new Error('the suite has not begun');
    return opened;
  };
  const send = (method: string, path: string, body?: unknown, type?: string): Promise<RawAnswer> =>
    client().request(method, path, { ...(body === undefined ? {} : { body }), ...(type === undefined ? {} : { type }) });
  const object = async (status: number, method: string, path: string, body?: unknown, type?: string): Promise<SeenObject> => {
    const answer = await send(method, path, body, type);
    expect({ status: answer.status, text: answer.text }).toMatchObject({ status });
    return answer.json as SeenObject;
  };

  beforeAll(async () => {
    opened = await rawClient(plane.kubeconfig);
    await object(201, 'POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  });
  afterAll(async () => {
    await send('DELETE', `/api/v1/namespaces/${namespace}`);
    client().close();
  });

  return {
    namespace,
    configMaps: `/api/v1/namespaces/${namespace}/configmaps`,
    get client() {
      return client();
    },
    send,
    object,
    list: async (path) => (await object(200, 'GET', path)) as unknown as SeenList,
    failure: async (method, path, body, type) => {
      const { json, text, status } = await send(method, path, body, type);
      const { kind, apiVersion, metadata: _metadata, status: word, ...rest } = json as SeenFailure & Readonly<Record<string, unknown>>;
      expect({ kind, apiVersion, word, status, text }).toMatchObject({
        kind: 'Status',
        apiVersion: 'v1',
        word: 'Failure',
        status: rest.code,
      });
      return rest;
    },
  };
}

/** `details.causes[].field`, each once, in order. */
export function causedBy({ details }: SeenFailure): readonly string[] {
  const { causes = [] } = details as { readonly causes?: readonly { readonly field: string }[] };
  return [...new Set(causes.map(({ field }) => field))];
}
