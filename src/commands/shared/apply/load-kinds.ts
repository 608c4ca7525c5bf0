import type { KindDefinition } from '../../../kernel/kind-definition.ts';

/** The definitions of all kinds, with their schemas: loaded only by commands that check or make manifests. */
export async function loadKinds(): Promise<readonly KindDefinition[]> {
  return (await import('../../../kinds/all-kinds.ts')).allKinds;
}
