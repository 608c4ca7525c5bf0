import type { ConditionIntent } from '../../../kernel/condition.ts';
import { condition } from '../common-conditions.ts';
import type { Wait } from '../verdict.ts';
import type { AgentObserved } from './observe-agent.ts';

/** What keeps an agent Waiting: the first thing, with how many more there are. */
export interface DependencyFinding {
  readonly wait?: Wait;
  readonly condition: ConditionIntent;
}

interface Dependency {
  readonly kind: 'ModelAPI' | 'MCPServer';
  readonly name: string;
  readonly state: 'present' | 'absent' | 'unknown';
  readonly ready: boolean;
}

function words({ kind, name, state }: Dependency): string {
  if (state === 'absent') return `${kind} ${name} not found`;
  return state === 'unknown' ? `${kind} ${name} may not be read` : `${kind} ${name} is not ready`;
}

/** Judges the ModelAPI and the MCPServers of an agent. */
export function dependencyFinding({ modelApi, servers }: AgentObserved, namespace: string): DependencyFinding {
  const all: readonly Dependency[] = [
    { kind: 'ModelAPI', name: modelApi.name, state: modelApi.state, ready: modelApi.ready },
    ...servers.map(({ name, ready, state }) => ({ kind: 'MCPServer' as const, name, state, ready })),
  ];
  const open = all.filter(({ ready }) => !ready);
  const [first, ...others] = open;
  const type = 'DependenciesReady';
  if (first === undefined) return { condition: condition(type, true, 'AllReady', 'ModelAPI and MCPServers are ready') };
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const message = `${words(first)}${more}`;
  const reason = `${first.kind}${first.state === 'absent' ? 'NotFound' : 'NotReady'}`;
  const wait: Wait = {
    reason,
    message,
    on: { kind: first.kind, namespace, name: first.name },
    ...(first.state === 'absent' ? {} : { fix: `kubectl describe ${first.kind.toLowerCase()} ${first.name} -n ${namespace}` }),
  };
  return { wait, condition: condition(type, false, reason, message) };
}
