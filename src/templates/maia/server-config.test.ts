import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { maiaValues } from '../../../test/support/maia-values.ts';
import { configMap } from './config-map.ts';
import { serverConfig } from './server-config.ts';

const configOf = (spec: unknown): unknown => parse(serverConfig(maiaValues(spec).spec));

test('the defaults say every key that the file decides', () => {
  expect(configOf({})).toEqual({
    server: { grpc_port: 9090 },
    storage: { sync_writes: false, compaction_interval: '5m' },
    embedding: { model: 'local' },
    security: { rate_limit_rps: 0 },
    tenant: { enabled: false, require_tenant: false, default_tenant_id: 'default', enforce_scopes_enabled: false },
  });
});

test("spec fields become the server's own keys", () => {
  const spec = {
    storage: { dataDir: '/var/maia', syncWrites: true, gcInterval: '10m' },
    embedding: { model: 'openai' },
    tenancy: { enabled: true, defaultTenantId: 'system', enforceScopesEnabled: true, dedicatedStorage: true },
    rateLimit: { enabled: true, requestsPerSecond: 50 },
  };
  expect(configOf(spec)).toMatchObject({
    storage: { sync_writes: true, compaction_interval: '10m' },
    embedding: { model: 'openai' },
    security: { rate_limit_rps: 50 },
    tenant: { enabled: true, default_tenant_id: 'system', enforce_scopes_enabled: true, dedicated_storage_dir: '/var/maia/tenants' },
  });
});

test('a required tenant empties the default one, the only way in which the server enforces it', () => {
  expect(configOf({ tenancy: { requireTenant: true, defaultTenantId: 'someone' } })).toMatchObject({
    tenant: { require_tenant: true, default_tenant_id: '' },
  });
});

test('texts are quoted, so that no reader takes one for a date or a number', () => {
  const text = serverConfig(maiaValues({ tenancy: { defaultTenantId: '2026-01-02' } }).spec);
  expect(text).toContain('default_tenant_id: "2026-01-02"');
  expect(configOf({ tenancy: { defaultTenantId: 'a: "b" # c\n- d' } })).toMatchObject({ tenant: { default_tenant_id: 'a: "b" # c\n- d' } });
});

test('the file has the name that the server looks for', () => {
  expect(configMap(maiaValues({}))).toMatchObject({
    kind: 'ConfigMap',
    metadata: { name: 'notes-config', namespace: 'apps', labels: { 'app.kubernetes.io/component': 'config' } },
    data: { 'maia.yaml': expect.stringContaining('rate_limit_rps: 0') },
  });
});
