import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/kernel/hash.ts';
import type { AdminApi, AdminServer, ServerTenant, ServerTenantInput } from '../../src/reconcile/maia/admin-api.ts';

/** A server to be asked. */
export interface AdminUnderTest {
  readonly admin: AdminApi;
  readonly server: AdminServer;
  readonly asksForKey: boolean;
  /** The same server, asked with a key that is not its own. */
  readonly stranger: AdminServer;
  close(): Promise<void>;
}

const NO_LIMITS = { max_memories: 0, max_storage_bytes: 0, requests_per_minute: 0, requests_per_day: 0 };

function failsWith(reason: string): unknown {
  return expect.objectContaining({ name: 'AdminApiError', reason });
}

/** What our client promises of the Admin API, on whatever server: it makes tenants of its own, uses them, and removes them. */
export function maiaAdminContract(name: string, open: () => Promise<AdminUnderTest>): void {
  describe(name, () => {
    const { signal } = new AbortController();
    const made = new Set<string>();
    const prefix = `aistack-contract-${randomUUID().slice(0, 8)}`;
    let at: AdminUnderTest;

    const input = (suffix: string): ServerTenantInput => ({
      name: `${prefix}/${suffix}`,
      plan: 'standard',
      config: { embedding_model: 'all-MiniLM-L6-v2', default_token_budget: 1234, max_namespaces: 7, retention_days: 9 },
      quotas: { max_memories: 5, max_storage_bytes: 1_048_576, requests_per_minute: 3, requests_per_day: 4 },
      metadata: { kubernetes: { name: suffix } },
    });
    const create = async (suffix: string): Promise<ServerTenant> => {
      const tenant = await at.admin.createTenant(at.server, input(suffix), signal);
      made.add(tenant.id);
      return tenant;
    };

    beforeAll(async () => {
      at = await open();
    });

    afterAll(async () => {
      for (const id of made) await at.admin.deleteTenant(at.server, id, signal);
      await at.close();
    });

    test('a tenant is stored as it was given, found in the list and by its id, and its name is taken', async () => {
      const tenant = await create('whole');
      expect(tenant).toMatchObject({ ...input('whole'), status: 'active' });
      expect(Date.parse(tenant.created_at ?? '')).toBeGreaterThan(0);
      expect(await at.admin.getTenant(at.server, tenant.id, signal)).toMatchObject({ id: tenant.id, ...input('whole') });
      const listed = await at.admin.listTenants(at.server, signal);
      expect(listed.filter(({ id }) => id === tenant.id)).toHaveLength(1);
      expect(listed.map(({ id }) => id)).not.toContain('system');
      await expect(at.admin.createTenant(at.server, input('whole'), signal)).rejects.toEqual(failsWith('AlreadyExists'));
    });

    test('replacing changes everything that is given, to no limits too', async () => {
      const { id } = await create('changed');
      const wanted: ServerTenantInput = {
        name: `${prefix}/renamed`,
        plan: 'premium',
        config: { default_token_budget: 1 },
        quotas: NO_LIMITS,
        metadata: { a: 1 },
      };
      expect(await at.admin.replaceTenant(at.server, id, wanted, signal)).toMatchObject({ id, ...wanted });
      const stored = await at.admin.getTenant(at.server, id, signal);
      expect([stored.config, stored.quotas, stored.metadata]).toEqual([wanted.config, NO_LIMITS, { a: 1 }]);
    });

    test('suspending and activating say the status, and can be repeated', async () => {
      const { id } = await create('paused');
      const statuses: string[] = [];
      for (const change of [at.admin.suspendTenant, at.admin.suspendTenant, at.admin.activateTenant, at.admin.activateTenant]) {
        statuses.push((await change(at.server, id, signal)).status);
      }
      expect(statuses).toEqual(['suspended', 'suspended', 'active', 'active']);
    });

    test('deleting can be repeated; what is gone is not found', async () => {
      const { id } = await create('gone');
      await at.admin.deleteTenant(at.server, id, signal);
      await at.admin.deleteTenant(at.server, id, signal);
      await expect(at.admin.getTenant(at.server, id, signal)).rejects.toEqual(failsWith('NotFound'));
      await expect(at.admin.usage(at.server, id, signal)).rejects.toEqual(failsWith('NotFound'));
      await expect(at.admin.suspendTenant(at.server, id, signal)).rejects.toEqual(failsWith('NotFound'));
    });

    test('the tenant of the system cannot be removed or suspended', async () => {
      await expect(at.admin.deleteTenant(at.server, 'system', signal)).rejects.toEqual(failsWith('Forbidden'));
      await expect(at.admin.suspendTenant(at.server, 'system', signal)).rejects.toEqual(failsWith('Forbidden'));
    });

    test('a key is told once, listed by its hash, and revoked by its value', async () => {
      const { id } = await create('keys');
      expect(await at.admin.listKeys(at.server, id, signal)).toEqual([]);
      const expires = '2090-01-01T00:00:00Z';
      const first = await at.admin.createKey(at.server, id, { name: 'k', scopes: ['read', 'write'], expires_at: expires }, signal);
      const second = await at.admin.createKey(at.server, id, { name: 'k', scopes: ['*'] }, signal);
      expect(first.raw).toMatch(/^maia_[0-9a-f]{64}$/);
      expect(first.key).toMatchObject({ hash: sha256(first.raw), name: 'k', scopes: ['read', 'write'], expires_at: expires });
      expect(second.key).not.toHaveProperty('expires_at');
      const listed = await at.admin.listKeys(at.server, id, signal);
      expect(listed.map(({ hash }) => hash).toSorted()).toEqual([sha256(first.raw), sha256(second.raw)].toSorted());
      expect(JSON.stringify(listed)).not.toContain('maia_');
      await at.admin.revokeKey(at.server, first.raw, signal);
      await at.admin.revokeKey(at.server, first.raw, signal);
      expect((await at.admin.listKeys(at.server, id, signal)).map(({ hash }) => hash)).toEqual([sha256(second.raw)]);
      await at.admin.revokeKey(at.server, second.raw, signal);
      expect(await at.admin.listKeys(at.server, id, signal)).toEqual([]);
    });

    test('what the server cannot take is invalid; a key for nobody is an error of the server, and nobody has no keys', async () => {
      const { id } = await create('wrong');
      await expect(at.admin.createKey(at.server, id, { name: 'bad', scopes: ['fly'] }, signal)).rejects.toEqual(failsWith('InvalidInput'));
      await expect(at.admin.createTenant(at.server, { ...input('x'), name: '' }, signal)).rejects.toEqual(failsWith('InvalidInput'));
      const nobody = randomUUID();
      await expect(at.admin.createKey(at.server, nobody, { name: 'k', scopes: ['read'] }, signal)).rejects.toEqual(
        failsWith('ServerError'),
      );
      expect(await at.admin.listKeys(at.server, nobody, signal)).toEqual([]);
    });

    test('a new tenant uses nothing; what a suspended one uses is told, except its namespaces', async () => {
      const { id } = await create('counts');
      expect(await at.admin.usage(at.server, id, signal)).toMatchObject({ memory_count: 0, storage_bytes: 0 });
      expect(await at.admin.countNamespaces(at.server, id, signal)).toBeGreaterThanOrEqual(0);
      await at.admin.suspendTenant(at.server, id, signal);
      expect(await at.admin.usage(at.server, id, signal)).toMatchObject({ memory_count: 0 });
      // Where the server checks no tenants it refuses nobody.
      expect([undefined, 0]).toContain(await at.admin.countNamespaces(at.server, id, signal));
    });

    test('a server tells what it holds', async () => {
      const counts = await at.admin.statistics(at.server, signal);
      expect(counts).toEqual({ tenants: expect.any(Number), memories: expect.any(Number), storageBytes: expect.any(Number) });
    });

    test('a wrong key is told as what it is, and not repeated; where no key is asked for, any will do', async () => {
      const answer = at.admin.listTenants(at.stranger, signal);
      if (!at.asksForKey) return expect(await answer).toBeInstanceOf(Array);
      const error = await answer.catch((thrown: unknown) => thrown);
      expect(error).toEqual(failsWith('AuthenticationFailed'));
      return expect(String(error)).toMatch(/GET \/admin\/tenants: 401: unauthorized: invalid API key$/);
    });
  });
}
