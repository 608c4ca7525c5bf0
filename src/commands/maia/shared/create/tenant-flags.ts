import { usageError } from '../../../../output/cli-error.ts';
import type { CreateFlag, SpecField } from '../../../shared/create/create-flag.ts';
import { parseQuotas } from '../quota/parse-quotas.ts';
import { apiKeyFields } from './api-key-fields.ts';

function quotaFields(texts: readonly string[]): readonly SpecField[] {
  return parseQuotas(texts).map(({ quota, value }) => {
    if (value === null) throw usageError(`--quota ${quota.field}=default: a new tenant has its plan's limits anyway`, 'leave it out');
    return { path: ['quotas', quota.field], value };
  });
}

/** The short flags of `create tenant`. `--plan` and `--display-name` are those of the fields themselves. */
export const TENANT_FLAGS: readonly CreateFlag[] = [
  { name: 'instance', description: 'The MaiaInstance on which the tenant lives.', helpValue: 'NAME', path: ['instanceRef', 'name'] },
  {
    name: 'api-key',
    description: 'An API key and the Secret it is written to (default: TENANT-NAME); may be repeated.',
    helpValue: 'NAME[:SCOPE,...][@SECRET[/KEY]]',
    multiple: true,
    fields: apiKeyFields,
  },
  {
    name: 'quota',
    description: "Limits of its own in place of the plan's, such as maxMemories=5000,storage=5Gi; may be repeated.",
    helpValue: 'LIMIT=VALUE,...',
    multiple: true,
    fields: quotaFields,
  },
];
