import type { NormalAgent } from '../../kinds/kaos/normalise-agent.ts';
import type { OperatorSettings } from './operator-settings.ts';
import type { WorkloadOwner } from './workload-role.ts';

/** A server or peer that an agent is told about. */
export interface NamedUrl {
  readonly name: string;
  readonly url: string;
}

/** Everything that the children of one Agent are made from. */
export interface AgentValues extends WorkloadOwner {
  readonly spec: NormalAgent;
  readonly settings: OperatorSettings;
  readonly modelApiUrl: string;
  /** What MODEL_NAME says unless the user's environment says it. */
  readonly model: string;
  /** Its MCP servers, sorted by name. */
  readonly servers: readonly NamedUrl[];
  /** The peers that exist and can be reached, ready or not, sorted by name. */
  readonly peers: readonly NamedUrl[];
  /** Tools of each server, as far as they are known. */
  readonly tools: Readonly<Record<string, readonly string[]>>;
}
