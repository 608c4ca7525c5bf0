import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect } from 'vitest';
import type { SharedControlPlane } from '../../support/control-plane-setup.ts';
import { type RawAnswer, type RawClient, rawClient } from '../../support/raw-client.ts';

/** An owner reference as tests look at it. */
export interface SeenOwner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** An object as tests look at it. */
export interface Seen {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly generateName?: string;
    readonly uid: string;
    readonly generation?: number;
    readonly deletionTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
    readonly ownerReferences?: readonly SeenOwner[];
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** A condition without its times. */
export interface SeenCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** Requests of one suite in namespaces of its own. Types are written as in paths, with `core` for the core group: `apps/v1/deployments`. */
export interface WorkloadsScene {
  readonly client: RawClient;
  /** A new namespace; it goes with the suite. */
  namespace(): Promise<string>;
  create(type: string, namespace: string, body: object): Promise<Seen>;
  get(type: string, namespace: string, name: string): Promise<Seen>;
  /** Undefined where it is not there. */
  find(type: string, namespace: string, name: string): Promise<Seen | undefined>;
  list(type: string, namespace: string): Promise<readonly Seen[]>;
  names(type: string, namespace: string): Promise<readonly string[]>;
  /** A merge patch. */
  patch(type: string, namespace: string, name: string, body: object): Promise<Seen>;
  delete(type: string, namespace: string, name: string, body?: object): Promise<RawAnswer>;
  /** Events about an object: `type reason message`, without repeats, in no order. */
  events(namespace: string, name: string): Promise<readonly string[]>;
}

/** The path of a collection, or of an object. */
export function pathOf(type: string, namespace: string | undefined, name?: string): string {
  const [group = '', version = '', plural = ''] = type.split('/');
  const root = group === 'core' ? `/api/${version}` : `/apis/${group}/${version}`;
  return `${root}${namespace === undefined ? '' : `/namespaces/${namespace}`}/${plural}${name === undefined ? '' : `/${name}`}`;
}

/** The conditions of an object without times and generations. */
export function conditionsOf(object: Seen | undefined): readonly SeenCondition[] {
  const conditions = (object?.status?.['conditions'] ?? []) as readonly SeenCondition[];
  return conditions.map(({ type, status, reason, message }) => ({
    type,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
  }));
}

/** The condition of a type. */
export function conditionOf(object: Seen | undefined, type: string): SeenCondition | undefined {
  return conditionsOf(object).find((condition) => condition.type === type);
}

/** A scene for the suite that calls it. */
export function workloadsScene(plane: SharedControlPlane, prefix: string): WorkloadsScene {
  let opened: RawClient | undefined;
  const made: string[] = [];
  beforeAll(async () => {
    opened = await rawClient(plane.kubeconfig);
  });
  afterAll(async () => {
    for (const name of made) await client().request('DELETE', pathOf('core/v1/namespaces', undefined, name));
    opened?.close();
  });
  const client = (): RawClient => {
    if (opened === undefined) throw new Error('the suite has not begun');
    return opened;
  };
  const ok = async (answer: Promise<RawAnswer>): Promise<Seen> => {
    const { status, text, json } = await answer;
    expect([200, 201], text).toContain(status);
    return json as Seen;
  };
  const list = async (type: string, namespace: string, query = ''): Promise<readonly Seen[]> => {
    const answer = await ok(client().request('GET', `${pathOf(type, namespace)}${query}`));
    return answer['items'] as readonly Seen[];
  };

  return {
    get client() {
      return client();
    },
    namespace: async () => {
      const name = `${prefix}-${randomUUID().slice(0, 8)}`;
      await ok(client().request('POST', '/api/v1/namespaces', { body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } } }));
      made.push(name);
      // Pods are refused before their ServiceAccount is there.
      await expect.poll(async () => (await client().request('GET', pathOf('core/v1/serviceaccounts', name, 'default'))).status).toBe(200);
      return name;
    },
    create: async (type, namespace, body) => ok(client().request('POST', pathOf(type, namespace), { body })),
    get: async (type, namespace, name) => ok(client().request('GET', pathOf(type, namespace, name))),
    find: async (type, namespace, name) => {
      const answer = await client().request('GET', pathOf(type, namespace, name));
      return answer.status === 404 ? undefined : (answer.json as Seen);
    },
    list: async (type, namespace) => list(type, namespace),
    names: async (type, namespace) => (await list(type, namespace)).map(({ metadata }) => metadata.name),
    patch: async (type, namespace, name, body) =>
      ok(client().request('PATCH', pathOf(type, namespace, name), { body, type: 'application/merge-patch+json' })),
    delete: async (type, namespace, name, body) =>
      client().request('DELETE', pathOf(type, namespace, name), body === undefined ? {} : { body }),
    events: async (namespace, name) => {
      const events = await list('core/v1/events', namespace, `?fieldSelector=involvedObject.name%3D${name}`);
      return [...new Set(events.map((event) => `${String(event['type'])} ${String(event['reason'])} ${String(event['message'])}`))];
    },
  };
}
