import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { isJsonObject } from '../../../../kernel/json.ts';
import { CliError } from '../../../../output/cli-error.ts';
import { closest } from '../../../../output/closest.ts';
import { EXIT } from '../../../../output/exit-codes.ts';
import { resourceName } from '../../../../output/resource-line.ts';
import { atPath } from '../../../shared/change/at-path.ts';

/** One entry of `spec.apiKeys`, as the API server holds it (defaults are in it). */
export interface SpecKey {
  readonly name: string;
  readonly secret: string;
  readonly dataKey: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string | undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function specKey(entry: unknown): readonly SpecKey[] {
  if (!isJsonObject(entry)) return [];
  const name = text(entry['name']);
  const secret = text(atPath(entry, ['secretRef', 'name']));
  if (name === undefined || secret === undefined) return [];
  const scopes = Array.isArray(entry['scopes']) ? entry['scopes'].map(String) : [];
  return [{ name, secret, dataKey: text(atPath(entry, ['secretRef', 'key'])) ?? 'api-key', scopes, expiresAt: text(entry['expiresAt']) }];
}

/** The keys of a tenant's spec, in its order. */
export function specKeys(tenant: KubeObject): readonly SpecKey[] {
  const list = atPath(tenant, ['spec', 'apiKeys']);
  return Array.isArray(list) ? list.flatMap(specKey) : [];
}

/** The keys of these names. Throws (exit 4) for one that the tenant does not have, with those that it has. */
export function keysNamed(tenant: KubeObject, names: readonly string[]): readonly SpecKey[] {
  const keys = specKeys(tenant);
  return names.map((name) => {
    const found = keys.find((key) => key.name === name);
    if (found !== undefined) return found;
    const known = keys.map((key) => key.name);
    const suggestion = closest(name, known);
    throw new CliError({
      exit: EXIT.notFound,
      message: `${resourceName(tenant)} has no key "${name}"`,
      why: known.length === 0 ? 'its spec has no keys' : `its keys are: ${known.join(', ')}`,
      fix: suggestion === undefined ? undefined : `did you mean "${suggestion}"?`,
    });
  });
}
