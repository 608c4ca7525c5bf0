import { expect, test } from 'vitest';
import { maiaTenantSpec } from '../../../kinds/maia/tenant-spec.ts';
import type { ServerTenant } from '../admin-api.ts';
import { replacementFor, tenantDifferences, wantedTenant, type WantedTenant } from './wanted-tenant.ts';

const IDENTITY = { namespace: 'apps', name: 'big', uid: 'uid-of-the-tenant' };

function wantedFor(spec: object): WantedTenant {
  return wantedTenant(maiaTenantSpec.parse({ instanceRef: { name: 'notes' }, ...spec }), IDENTITY, 'apps');
}

/** A tenant as the server tells it after a PUT: a 0 in `config` is left out, one in `quotas` is not. */
function storedAs(wanted: WantedTenant): ServerTenant {
  const { config, metadata, name, plan, quotas } = replacementFor(wanted, {
    id: 'id',
    name: 'big',
    plan: 'premium',
    status: 'active',
    config: {},
    quotas: { max_memories: 1, max_storage_bytes: 1, requests_per_minute: 1, requests_per_day: 1 },
    metadata: {},
  });
  const told = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== 0));
  return { id: 'id', status: 'active', name, plan, config: told, quotas, metadata };
}

test('a limit of 0 is kept by a server that leaves zeros out of its configuration', () => {
  const enterprise = wantedFor({ plan: 'enterprise' });
  expect(enterprise.config.max_namespaces).toBe(0);
  expect(storedAs(enterprise).config).not.toHaveProperty('max_namespaces');
  expect(tenantDifferences(enterprise, storedAs(enterprise))).toEqual([]);
  const withoutBudget = wantedFor({ config: { defaultTokenBudget: 0 } });
  expect(tenantDifferences(withoutBudget, storedAs(withoutBudget))).toEqual([]);
});

test('a limit that has to go, and one that is not there yet, are differences', () => {
  const enterprise = wantedFor({ plan: 'enterprise' });
  const limited = { ...storedAs(enterprise), config: { ...storedAs(enterprise).config, max_namespaces: 10 } };
  expect(tenantDifferences(enterprise, limited)).toEqual(['config.max_namespaces']);
  const ten = wantedFor({ plan: 'enterprise', quotas: {} });
  expect(tenantDifferences(ten, storedAs(enterprise))).toEqual(['config.max_namespaces']);
});
