import { KIND_IDENTITIES } from '../../../shared/kind-identities.ts';
import type { KindIdentity } from '../../../shared/kind-identity.ts';

/** A kind of KAOS whose objects are servers. */
export type ServerKind = 'Agent' | 'ModelAPI' | 'MCPServer';

/** The identity of a kind. */
export function serverKind(kind: ServerKind): KindIdentity {
  const found = KIND_IDENTITIES.find((each) => each.kind === kind && each.group === 'kaos.tools');
  if (found === undefined) throw new Error(`there is no kind ${kind}`);
  return found;
}
