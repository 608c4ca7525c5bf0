import { vi } from 'vitest';
import { randomUUID } from 'node:crypto';
import type { RawAnswer, RawClient } from '../../support/raw-client.ts';

/** A namespace of the test's own, with the service account that pods run as. */
export interface BuiltinNamespace {
  readonly name: string;
  /** The path of something in it: `inside('pods/x')`, `inside('deployments', 'apps/v1')`. */
  inside(rest: string, apiVersion?: string): string;
}

/** Makes a namespace with its service account, with controllers or without. */
export async function builtinNamespace(client: RawClient): Promise<BuiltinNamespace> {
  const name = `builtin-${randomUUID().slice(0, 8)}`;
  await client.request('POST', '/api/v1/namespaces', { body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } } });
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
  await client.request('POST', `/api/v1/namespaces/${name}/serviceaccounts`, { body: account });
  return {
    name,
    inside: (rest, apiVersion = 'v1') => `/${apiVersion === 'v1' ? 'api' : 'apis'}/${apiVersion}/namespaces/${name}/${rest}`,
  };
}

/** Waits in a hook, where nothing can be polled: until the condition holds, half a minute at most. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  await vi.waitFor(
    async () => {
      if (!(await condition())) throw new Error('the condition never held');
    },
    { timeout: 60_000, interval: 50 },
  );
}

/** The message of a refusal. */
export function messageOf({ json }: RawAnswer): string {
  return (json as { message?: string }).message ?? '';
}

/** A merge patch. */
export async function mergePatch(client: RawClient, path: string, body: unknown): Promise<RawAnswer> {
  return client.request('PATCH', path, { body, type: 'application/merge-patch+json' });
}
