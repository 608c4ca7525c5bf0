import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { parse, stringify } from 'yaml';
import type { SharedControlPlane } from '../../support/control-plane-setup.ts';
import { type RawAnswer, type RawClient, type RawRequest, rawClient } from '../../support/raw-client.ts';

export const RBAC = '/apis/rbac.authorization.k8s.io/v1';
export const WHO_AM_I = '/apis/authentication.k8s.io/v1/selfsubjectreviews';

/** What answers are compared by: the HTTP status, and of the Status object what is not the same in every answer. */
export interface Told {
  readonly code: number;
  readonly reason: unknown;
  readonly message: unknown;
  readonly details: unknown;
}

/** Code, reason, message and details of an answer. */
export function told({ status, json }: RawAnswer): Told {
  const { reason, message, details } = (json ?? {}) as Record<string, unknown>;
  return { code: status, reason, message, details };
}

/** What a 403 of authorization says. */
export function forbidden(message: string, details: object): Told {
  return { code: 403, reason: 'Forbidden', message, details };
}

/** Users, roles and namespaces of one test file. */
export interface AccessWorld {
  readonly admin: RawClient;
  /** A client with a bearer token; without one it has no credentials at all. */
  withToken(token?: string): Promise<RawClient>;
  /** A client with a kubeconfig. */
  of(kubeconfig: string): Promise<RawClient>;
  /** A request of the admin as somebody else. `user`: the name, or all headers. */
  as(user: string | Readonly<Record<string, string>>, method: string, url: string, request?: RawRequest): Promise<RawAnswer>;
  /** A namespace of its own; gives its name. */
  namespace(): Promise<string>;
  /** A name that nobody else uses, for users and cluster-scoped objects. */
  unique(prefix: string): string;
  /** Makes a Role, or without a namespace a ClusterRole. */
  role(name: string, rules: readonly unknown[], namespace?: string, more?: object): Promise<void>;
  /** Binds `Kind/name` to subjects (a string: a user), in a namespace or everywhere. */
  bind(name: string, role: string, subjects: readonly (string | object)[], namespace?: string): Promise<void>;
  /** Resolves when the server lets the user do it: rights take a moment to get around. */
  allowed(user: string, attributes: object): Promise<void>;
  /** A service account in a namespace and a token of it. */
  serviceAccount(namespace: string, name: string): Promise<string>;
  close(): Promise<void>;
}

function ok(answer: RawAnswer): RawAnswer {
  if (answer.status >= 300) throw new Error(`${String(answer.status)} ${answer.text}`);
  return answer;
}

/** Opens it; everything cluster-scoped that it made goes with `close()`, and so do its namespaces. */
export async function openAccessWorld(plane: SharedControlPlane): Promise<AccessWorld> {
  const admin = await rawClient(plane.kubeconfig);
  const folder = await mkdtemp(path.join(tmpdir(), 'aistack-access-'));
  const clients: RawClient[] = [admin];
  const leftovers: string[] = [];

  const of = async (kubeconfig: string): Promise<RawClient> => {
    const client = await rawClient(kubeconfig);
    clients.push(client);
    return client;
  };
  const unique = (prefix: string): string => `${prefix}-${randomUUID().slice(0, 8)}`;
  const create = async (url: string, body: object): Promise<void> => {
    ok(await admin.request('POST', url, { body }));
  };
  const place = (plural: string, namespace: string | undefined): string =>
    namespace === undefined ? `${RBAC}/cluster${plural}` : `${RBAC}/namespaces/${namespace}/${plural}`;
  const make = async (plural: string, name: string, namespace: string | undefined, fields: object): Promise<void> => {
    const url = place(plural, namespace);
    if (namespace === undefined) leftovers.push(`${url}/${name}`);
    await create(url, { metadata: { name }, ...fields });
  };

  return {
    admin,
    of,
    unique,
    withToken: async (token) => {
      const config = parse(await readFile(plane.kubeconfig, 'utf8')) as { users: { user: object }[] };
      const [user] = config.users;
      if (user !== undefined) user.user = token === undefined ? {} : { token };
      const file = path.join(folder, unique('kubeconfig'));
      await writeFile(file, stringify(config), { mode: 0o600 });
      return of(file);
    },
    as: async (user, method, url, request = {}) => {
      const headers = typeof user === 'string' ? { 'Impersonate-User': user } : user;
      return admin.request(method, url, { ...request, headers: { ...request.headers, ...headers } });
    },
    namespace: async () => {
      const name = unique('access');
      leftovers.push(`/api/v1/namespaces/${name}`);
      await create('/api/v1/namespaces', { metadata: { name } });
      return name;
    },
    role: async (name, rules, namespace, more = {}) => make('roles', name, namespace, { rules, ...more }),
    bind: async (name, role, subjects, namespace) => {
      const [kind, roleName] = role.split('/');
      const full = subjects.map((subject) => (typeof subject === 'string' ? { kind: 'User', name: subject } : subject));
      await make('rolebindings', name, namespace, { roleRef: { kind, name: roleName }, subjects: full });
    },
    allowed: async (user, resourceAttributes) => {
      const ask = async (): Promise<unknown> => {
        const body = { spec: { user, groups: ['system:authenticated'], resourceAttributes } };
        const { json } = ok(await admin.request('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', { body }));
        return (json as { status: { allowed: boolean } }).status.allowed;
      };
      await expect.poll(ask).toBe(true);
    },
    serviceAccount: async (namespace, name) => {
      const url = `/api/v1/namespaces/${namespace}/serviceaccounts`;
      await create(url, { metadata: { name } });
      const { json } = ok(await admin.request('POST', `${url}/${name}/token`, { body: { spec: {} } }));
      return (json as { status: { token: string } }).status.token;
    },
    close: async () => {
      for (const url of leftovers.toReversed()) await admin.request('DELETE', url);
      for (const client of clients) client.close();
      await rm(folder, { recursive: true });
    },
  };
}
