import type { QuotaField } from './plan-limits.ts';

/** One limit: its field, the short word for it, and whether its value is an amount of bytes. */
export interface QuotaName {
  readonly field: QuotaField;
  readonly short: string;
  readonly isBytes: boolean;
}

/** Every limit of a tenant, in the order in which they are shown. */
export const QUOTA_FIELDS: readonly QuotaName[] = [
  { field: 'maxMemories', short: 'memories', isBytes: false },
  { field: 'maxStorageBytes', short: 'storage', isBytes: true },
  { field: 'maxNamespaces', short: 'namespaces', isBytes: false },
  { field: 'requestsPerMinute', short: 'rpm', isBytes: false },
  { field: 'requestsPerDay', short: 'rpd', isBytes: false },
];
