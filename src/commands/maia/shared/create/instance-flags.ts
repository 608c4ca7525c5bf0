import { usageError } from '../../../../output/cli-error.ts';
import type { CreateFlag, SpecField } from '../../../shared/create/create-flag.ts';

function imageFields(texts: readonly string[]): readonly SpecField[] {
  const text = texts.at(-1) ?? '';
  const digest = text.indexOf('@');
  const named = digest < 0 ? text : text.slice(0, digest);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  if (colon < 0 && digest >= 0)
    throw usageError(`--image "${text}" has a digest, but no tag before it`, 'write it like --image maia:v1.0.0@sha256:...');
  const repository = colon < 0 ? named : named.slice(0, colon);
  if (repository === '') throw usageError(`--image "${text}" names no image`, 'write it like --image ghcr.io/acme/maia:v1.0.0');
  const tag = colon < 0 ? [] : [{ path: ['image', 'tag'], value: text.slice(colon + 1) }];
  return [{ path: ['image', 'repository'], value: repository }, ...tag];
}

function secretFields(texts: readonly string[]): readonly SpecField[] {
  const text = texts.at(-1) ?? '';
  const [name = '', key, ...more] = text.split('/');
  if (name === '' || key === '' || more.length > 0)
    throw usageError(`--from-secret "${text}" is no NAME or NAME/KEY`, 'write it like --from-secret maia-api-key');
  const path = ['security', 'apiKeySecretRef'];
  return [{ path: [...path, 'name'], value: name }, ...(key === undefined ? [] : [{ path: [...path, 'key'], value: key }])];
}

/** Sets one field, and switches on the block that it is in. */
function enabling(block: string, field: string): (texts: readonly string[]) => readonly SpecField[] {
  return (texts) => [
    { path: [block, 'enabled'], value: true },
    { path: [block, field], value: texts.at(-1) ?? '' },
  ];
}

/** The short flags of `create instance`. `--replicas` is that of the field itself. */
export const INSTANCE_FLAGS: readonly CreateFlag[] = [
  { name: 'image', description: 'Image, with its tag.', helpValue: 'IMAGE[:TAG]', fields: imageFields },
  { name: 'size', description: 'Size of the data volume.', helpValue: 'SIZE', path: ['storage', 'size'] },
  {
    name: 'storage-class',
    description: "Storage class of the volumes. Default: the cluster's.",
    helpValue: 'NAME',
    path: ['storage', 'storageClassName'],
  },
  { name: 'tenancy', description: 'Whether the server keeps tenants apart.', path: ['tenancy', 'enabled'] },
  {
    name: 'backup-schedule',
    description: 'Make backups, at these times (a cron schedule).',
    helpValue: 'CRON',
    fields: enabling('backup', 'schedule'),
  },
  {
    name: 'ingress-host',
    description: 'Make an Ingress for this host name.',
    helpValue: 'HOST',
    fields: enabling('ingress', 'host'),
  },
  {
    name: 'from-secret',
    description: "Secret with the server's master API key.",
    helpValue: 'NAME[/KEY]',
    fields: secretFields,
  },
];
