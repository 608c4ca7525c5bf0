import { apiVersionOf } from '../../../kernel/resource-type.ts';
import type { LiveNode } from '../../../ui/live-source.ts';
import type { ClusterReader } from '../describe-object/cluster-reader.ts';
import type { DependencyDescription } from '../describe-object/description.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';
import { statusItem } from '../status-report.ts';
import { oneLine } from './one-line.ts';

type State = Pick<LiveNode, 'state' | 'health'>;

const STATES: Readonly<Record<DependencyDescription['state'], State>> = {
  present: { state: 'found', health: 'healthy' },
  absent: { state: 'missing', health: 'failed' },
  incomplete: { state: 'incomplete', health: 'failed' },
  unknown: { state: 'may not be read', health: 'none' },
};

/** How an object of one of our kinds is; the reader has it already. */
async function ownState(reader: ClusterReader, { apiVersion, kind, namespace, name }: DependencyDescription): Promise<State | undefined> {
  const type = KIND_IDENTITIES.find((one) => one.kind === kind && apiVersionOf(one) === apiVersion);
  if (type === undefined) return undefined;
  const found = await reader.get({ type, name, ...(namespace !== undefined && { namespace }) });
  if (found.state !== 'present') return undefined;
  const { health, phase } = statusItem(found.object);
  return { health, state: phase === '' ? 'found' : oneLine(phase) };
}

/** Something that an object needs and that is not its own. What only its reconciler knows of, and nothing in its spec names, may be missing. */
export async function useNode(reader: ClusterReader, needed: DependencyDescription): Promise<LiveNode> {
  const { kind, name, state, optional, field, missingKeys = [] } = needed;
  const told = (state === 'present' ? await ownState(reader, needed) : undefined) ?? STATES[state];
  const mayMiss = optional === true || field === undefined;
  const lack = missingKeys.length === 0 ? '' : `: no key ${missingKeys.join(', ')}`;
  return {
    label: `${kind}/${name}`,
    relation: 'uses',
    health: mayMiss && state !== 'present' ? 'none' : told.health,
    state: `${told.state}${lack}${mayMiss && state === 'absent' ? ' (optional)' : ''}`,
    count: 1,
    children: [],
  };
}
