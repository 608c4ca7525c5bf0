import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { formatTable } from '../../../../output/table.ts';
import type { Runtime } from '../../../shared/runtime.ts';
import type { KeyView } from './key-views.ts';

/** What `keys list -o` may say. */
export const KEY_FORMATS = ['table', 'json', 'name'] as const;
export type KeyFormat = (typeof KEY_FORMATS)[number];

function keyItem({ name, scopes, secret, dataKey, expiresAt, state, hash, rotatedAt }: KeyView): unknown {
  return {
    name,
    scopes,
    secretRef: { name: secret, key: dataKey },
    ...(expiresAt !== undefined && { expiresAt }),
    state,
    ...(hash !== undefined && { sha256Prefix: hash }),
    ...(rotatedAt !== undefined && { rotatedAt }),
  };
}

function row({ name, scopes, secret, dataKey, expiresAt, state, hash }: KeyView): readonly string[] {
  return [name, scopes.join(','), `${secret}/${dataKey}`, expiresAt ?? '<never>', state, hash ?? ''];
}

/** Prints keys as a table, by name, or as `kind: KeyList`. */
export async function printKeys(
  tenant: KubeObject,
  keys: readonly KeyView[],
  runtime: Pick<Runtime, 'stdout' | 'columns' | 'entry'>,
  options: { readonly format: KeyFormat; readonly headers: boolean },
): Promise<void> {
  if (options.format === 'json') {
    const { toJson } = await import('../../../../output/print-object.ts');
    const { name, namespace } = tenant.metadata;
    const items = keys.map(keyItem);
    runtime.stdout(toJson({ apiVersion: 'cli.maia.cuemby.com/v1', kind: 'KeyList', tenant: { name, namespace }, items }));
  } else if (options.format === 'name') {
    for (const { name } of keys) runtime.stdout(`${name}\n`);
  } else if (keys.length > 0) {
    const headers = ['NAME', 'SCOPES', 'SECRET/KEY', 'EXPIRES', 'STATE', 'HASH'].map((header) => ({
      header,
      freeText: header === 'SCOPES',
    }));
    runtime.stdout(await formatTable(headers, keys.map(row), { headers: options.headers, width: runtime.columns }));
  }
}
