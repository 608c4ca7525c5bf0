import { CONFIG_MAP, SECRET } from '../../kernel/builtin-types.ts';
import type { KindReference } from '../../kernel/kind-definition.ts';

/** What the environment variables of a list name: keys of Secrets and ConfigMaps. */
export function environmentReferences(...list: readonly string[]): readonly KindReference[] {
  return [
    { path: [...list, '*', 'valueFrom', 'secretKeyRef'], to: SECRET },
    { path: [...list, '*', 'valueFrom', 'configMapKeyRef'], to: CONFIG_MAP },
  ];
}
