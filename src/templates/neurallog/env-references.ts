import type { TenantSpec } from '../../kinds/neurallog/tenant-spec.ts';

/** A key of a Secret or ConfigMap of the tenant's namespace that the server is given. */
export interface EnvReference {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  readonly key: string;
  readonly optional: boolean;
  /** The environment variable that takes its value. */
  readonly variable: string;
}

/** What the server's environment names. */
export function envReferences({ server }: TenantSpec): readonly EnvReference[] {
  return (server.env ?? []).flatMap(({ name: variable, valueFrom }): EnvReference[] => {
    const found = valueFrom?.secretKeyRef ?? valueFrom?.configMapKeyRef;
    if (found === undefined) return [];
    const { name, key, optional = false } = found;
    return [{ kind: valueFrom?.secretKeyRef === undefined ? 'ConfigMap' : 'Secret', name, key, optional, variable }];
  });
}

/** How a reference is called in checksums. */
export function referenceId({ kind, name, key }: EnvReference): string {
  return `${kind.toLowerCase()}/${name}/${key}`;
}
