import type { KindDefinition } from '../../../kernel/kind-definition.ts';
import { resourceNameOf } from '../../../kernel/resource-type.ts';
import { CURATED_FLAGS } from './curated-flags.ts';
import { specFlags } from './spec-flags.ts';
import type { SpecFlag } from './spec-flags.ts';

/** The flags of `create` for a kind. `taken`: the names that the command itself has. */
export async function kindFlags(kind: KindDefinition, taken: readonly string[]): Promise<readonly SpecFlag[]> {
  const { openApiSchema } = await import('../../../kinds/shared/openapi-schema.ts');
  return specFlags(openApiSchema(kind.spec), CURATED_FLAGS[resourceNameOf(kind)] ?? [], taken);
}
