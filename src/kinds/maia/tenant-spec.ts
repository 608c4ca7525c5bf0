import { z } from 'zod';
import { boundedList, listMap, UNIQUE_LIST_MAX } from '../shared/collections.ts';
import { dateTime } from '../shared/date-time.ts';
import type { Immutable } from '../shared/immutable.ts';
import { int32, int64 } from '../shared/integers.ts';
import { dataKey, labelName, objectName } from '../shared/names.ts';
import { withCel, withRule } from '../shared/rule.ts';
import { boundedString, nonEmptyString } from '../shared/text.ts';

const SCOPES = ['*', 'read', 'write', 'delete', 'admin', 'context', 'inference', 'search', 'stats'] as const;

/** While a key is replaced, its old value stands under `<key>.revoking`; that name must fit too. */
const KEY_MAX = 253 - '.revoking'.length;

const instanceRef = withCel(
  z.object({
    name: objectName().describe('Name of the MaiaInstance.'),
    namespace: labelName().describe("Its namespace. Default: the tenant's own.").exactOptional(),
  }),
  { rule: 'self == oldSelf', message: 'instanceRef cannot be changed: the tenant lives on that server. Make a new tenant instead' },
);

const quotas = z.object({
  maxMemories: int64().describe('Most memories; 0 means no limit.').exactOptional(),
  maxStorageBytes: int64().describe('Most bytes; 0 means no limit.').exactOptional(),
  maxNamespaces: int32(1).default(10).describe('Most namespaces on the server.'),
  requestsPerMinute: int32().describe('Most requests in a minute; 0 means no limit.').exactOptional(),
  requestsPerDay: int64().describe('Most requests in a day; 0 means no limit.').exactOptional(),
});

const features = z.object({
  inference: z.boolean().default(false).describe('Whether the tenant may use inference.'),
  vectorSearch: z.boolean().default(true).describe('Whether the tenant may search by vectors.'),
  fullTextSearch: z.boolean().default(true).describe('Whether the tenant may search texts.'),
  contextAssembly: z.boolean().default(true).describe('Whether the tenant may have contexts assembled.'),
});

const config = z.object({
  defaultTokenBudget: int32().default(4000).describe('Tokens of a context when a request names no number.'),
  maxTokenBudget: int32().default(16_000).describe('Most tokens of a context.'),
  allowedEmbeddingModels: boundedList(nonEmptyString(253))
    .describe('Embedding models that the tenant may use. Default: all.')
    .exactOptional(),
  features: features.prefault({}).describe('What the tenant may use.'),
});

const apiKey = z.object({
  name: nonEmptyString(253).describe('Name of the key on the server.'),
  secretRef: z
    .object({
      name: objectName().describe("Name of the Secret, in the tenant's namespace."),
      key: dataKey(KEY_MAX).default('api-key').describe('Key in the Secret.'),
    })
    .describe('Where the value of the key is written.'),
  // The server takes an empty list for every scope.
  scopes: boundedList(z.enum(SCOPES), 16)
    .min(1, 'must name at least one scope')
    .default(['read', 'write'])
    .describe('What the key may do.'),
  expiresAt: dateTime().describe('When the key stops working. Default: never.').exactOptional(),
});

const place = (entry: z.output<typeof apiKey>): string => JSON.stringify([entry.secretRef.name, entry.secretRef.key]);

const apiKeys = withRule(
  withRule(listMap(apiKey, ['name'], UNIQUE_LIST_MAX), {
    rule: 'self.all(a, self.exists_one(b, a.secretRef.name == b.secretRef.name && a.secretRef.key == b.secretRef.key))',
    message: 'two API keys must not be written to the same key of the same Secret',
    check: (entries) => new Set(entries.map(place)).size === entries.length,
  }),
  {
    rule: "self.all(a, !a.secretRef.key.endsWith('.revoking'))",
    message: 'secretRef.key must not end with .revoking: the old value of a key that is replaced stands there',
    check: (entries) => entries.every(({ secretRef }) => !secretRef.key.endsWith('.revoking')),
  },
);

/** `MaiaTenant.spec`. */
export const maiaTenantSpec = z.object({
  instanceRef: instanceRef.describe('The MaiaInstance on which the tenant lives. It cannot be changed.'),
  displayName: boundedString().describe('Name for people.').exactOptional(),
  plan: z.enum(['free', 'starter', 'professional', 'enterprise']).default('free').describe('Plan of the tenant.'),
  quotas: quotas.describe("Limits. Default: the plan's.").exactOptional(),
  config: config.prefault({}).describe('Behaviour of the server for this tenant.'),
  apiKeys: apiKeys.default([]).describe('API keys of the tenant, each written to a Secret.'),
  suspended: z.boolean().default(false).describe('Whether the tenant is suspended.'),
  suspendReason: boundedString().describe('Why it is suspended.').exactOptional(),
});

/** A complete spec: all defaults are in it. `quotas` stays absent where the user gave none. */
export type MaiaTenantSpec = Immutable<z.output<typeof maiaTenantSpec>>;
