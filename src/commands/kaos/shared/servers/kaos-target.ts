import { usageError } from '../../../../output/cli-error.ts';
import { AGENT_ROLE, MCP_SERVER_ROLE, MODEL_API_ROLE, type WorkloadRole } from '../../../../templates/kaos/workload-role.ts';
import type { EntryPoint } from '../../../shared/entry-point.ts';
import type { KindIdentity } from '../../../shared/kind-identity.ts';
import { parseTargets } from '../../../shared/targets.ts';
import { serverKind, type ServerKind } from './server-kind.ts';

/** What a command about one server is about. */
export interface KaosTarget {
  readonly kind: KindIdentity;
  /** How its children are called. */
  readonly role: WorkloadRole;
  readonly name: string;
}

const ROLES: Readonly<Record<ServerKind, WorkloadRole>> = { Agent: AGENT_ROLE, ModelAPI: MODEL_API_ROLE, MCPServer: MCP_SERVER_ROLE };

/** The one object in `NAME`, `TYPE/NAME` or `TYPE NAME`. Throws a usage error for anything else; `usage` is how the command is written. */
export function kaosTarget(kindName: ServerKind, words: readonly string[], entry: EntryPoint, usage: string): KaosTarget {
  const kind = serverKind(kindName);
  const written = `${entry.bin} ${usage}`;
  const [first, second] = words;
  if (first === undefined) throw usageError(`it takes the name of one ${kindName}`, written);
  const isTyped = first.includes('/') || second !== undefined;
  const targets = isTyped ? parseTargets(words, entry) : [{ kind, names: [first] }];
  const [target] = targets;
  const [name] = target?.names ?? [];
  if (targets.length !== 1 || target?.kind !== kind || target.names.length !== 1 || name === undefined) {
    throw usageError(`"${words.join(' ')}" does not name one ${kindName}`, written);
  }
  return { kind, role: ROLES[kindName], name };
}
