import { stringify } from 'yaml';
import { remembering } from '../../kernel/remembering.ts';
import type { MaiaInstanceSpec } from '../../kinds/maia/instance-spec.ts';
import { MAIA_SERVER } from './server-facts.ts';

/**
 * The file's text. Every text in it is quoted: the server's YAML reader would take some plain ones for numbers or dates. Writing it is the
 * dearest part of a plan, and most instances of a cluster say the same.
 */
const yamlOf = remembering((config: object) =>
  stringify(config, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 }),
);

/**
 * The text of `maia.yaml`. What the image presets in its environment (data directory, logging, port) and what is secret is not here: the
 * environment beats the file, so the Deployment sets those (server-env.ts).
 *
 * Inert in the server as released: `storage.compaction_interval` (from `storage.gcInterval`) is parsed and not used; the burst of the rate
 * limit has no key (the server allows twice the rate).
 */
export function serverConfig(spec: MaiaInstanceSpec): string {
  const { embedding, rateLimit, storage, tenancy } = spec;
  return yamlOf({
    server: { grpc_port: MAIA_SERVER.grpcPort },
    storage: { sync_writes: storage.syncWrites, compaction_interval: storage.gcInterval },
    embedding: { model: embedding.model },
    // Without a line of its own the server limits every client to 100 requests per second.
    security: { rate_limit_rps: rateLimit.enabled ? rateLimit.requestsPerSecond : 0 },
    tenant: {
      enabled: tenancy.enabled,
      require_tenant: tenancy.requireTenant,
      // The server asks for a tenant only while its default is empty, and only the file can say "empty".
      default_tenant_id: tenancy.requireTenant ? '' : tenancy.defaultTenantId,
      enforce_scopes_enabled: tenancy.enforceScopesEnabled,
      ...(tenancy.dedicatedStorage ? { dedicated_storage_dir: dedicatedStorageDir(storage.dataDir) } : {}),
    },
  });
}

function dedicatedStorageDir(dataDir: string): string {
  return `${dataDir.replace(/\/+$/, '')}/tenants`;
}
