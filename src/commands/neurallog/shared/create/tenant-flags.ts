import { usageError } from '../../../../output/cli-error.ts';
import type { CreateFlag, SpecField } from '../../../shared/create/create-flag.ts';

const RESOURCES: readonly string[] = ['cpu', 'memory', 'storage'];
const SIDES: readonly string[] = ['limit', 'request'];

/** `cpu`, `cpu.request` as the spec has them; `limits.cpu`, `requests.memory` as a ResourceQuota has them. */
function budgetPath(key: string): readonly [resource: string, side: string] | undefined {
  const [first = '', second = 'limit', ...more] = key.split('.');
  if (more.length > 0) return undefined;
  if (RESOURCES.includes(first) && SIDES.includes(second)) return [first, second];
  const side = SIDES.find((word) => `${word}s` === first);
  return side !== undefined && RESOURCES.includes(second) ? [second, side] : undefined;
}

function quotaFields(texts: readonly string[]): readonly SpecField[] {
  return texts
    .flatMap((text) => text.split(','))
    .map((pair) => {
      const equals = pair.indexOf('=');
      const path = equals < 0 ? undefined : budgetPath(pair.slice(0, equals).trim());
      const value = pair.slice(equals + 1).trim();
      if (path !== undefined && value !== '') return { path: ['resources', ...path], value };
      throw usageError(`--quota "${pair}" is no RESOURCE=AMOUNT`, 'write it like --quota cpu=4,memory=8Gi,storage=20Gi,cpu.request=2');
    });
}

function namespaceFields(texts: readonly string[]): readonly SpecField[] {
  const names = texts.flatMap((text) => text.split(',')).map((name) => name.trim());
  return [{ path: ['networkPolicy', 'allowedNamespaces'], value: [...new Set(names)].filter((name) => name !== '') }];
}

/** The short flags of `create tenant`. `--server-replicas` and `--redis-storage` are those of the fields themselves. */
export const NEURALLOG_TENANT_FLAGS: readonly CreateFlag[] = [
  { name: 'image', description: 'Image of the server, with its tag.', helpValue: 'IMAGE[:TAG]', path: ['server', 'image'] },
  {
    name: 'quota',
    description: 'Budget of the whole tenant: most cpu, memory, storage; with .request what is guaranteed; may be repeated.',
    helpValue: 'RESOURCE=AMOUNT,...',
    multiple: true,
    fields: quotaFields,
  },
  {
    name: 'allow-namespace',
    description: "Namespaces that may reach the tenant's server; may be repeated.",
    helpValue: 'NAME,...',
    multiple: true,
    fields: namespaceFields,
  },
];
