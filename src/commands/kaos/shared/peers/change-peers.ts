import type { OutputFlags } from '@oclif/core/interfaces';
import { isApiError } from '../../../../cluster/api-error.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { usageError } from '../../../../output/cli-error.ts';
import { CHANGE_FLAGS, changeTerms } from '../../../shared/change/change-flags.ts';
import { keyFor } from '../../../shared/change/change-object.ts';
import { runChange } from '../../../shared/change/run-change.ts';
import { timeoutFlag, waitFlag, type GlobalFlags } from '../../../shared/flags.ts';
import { listPages } from '../../../shared/get/list-pages.ts';
import type { Runtime } from '../../../shared/runtime.ts';
import { openSession, type Session } from '../../../shared/session.ts';
import { agentKind, agentNamed } from '../agent-words.ts';
import { peerChange } from './peer-change.ts';
import { peerWarnings } from './peer-warnings.ts';

/** The flags of `agent peers add` and `agent peers remove`. */
export const peersFlags = {
  ...CHANGE_FLAGS,
  timeout: timeoutFlag('2m'),
  wait: { ...waitFlag, default: false, description: 'Wait until the agent is ready with its new peers.' },
};

export type PeersFlags = GlobalFlags & OutputFlags<typeof peersFlags>;

/** The agents beside which a change is judged; none where they may not be listed, since judging is a courtesy. */
async function agentsBeside(session: Session, signal: AbortSignal): Promise<readonly KubeObject[] | undefined> {
  const kind = agentKind();
  try {
    const pages = await listPages((options) => session.api.list(kind, options), { namespace: session.namespace, signal });
    return pages.flatMap(({ items }) => items);
  } catch (error) {
    if (isApiError(error, 'Forbidden')) return undefined;
    throw error;
  }
}

/** Adds peers to an agent, or removes them, and tells what is worth knowing about them. Gives the exit code. */
export async function changePeers(verb: 'add' | 'remove', words: readonly string[], flags: PeersFlags, runtime: Runtime): Promise<number> {
  const { entry, signal } = runtime;
  const usage = `agent peers ${verb} NAME PEER...`;
  const [name, ...peers] = words.map((word) => agentNamed(word, entry, usage));
  if (name === undefined) throw usageError('no agent is named', `${entry.bin} ${usage}`);
  if (peers.length === 0) throw usageError('no peer is named', `${entry.bin} ${usage}`);
  if (verb === 'add' && peers.includes(name)) throw usageError(`${name} cannot be its own peer`, 'name another agent');
  const terms = await changeTerms(flags, runtime);
  const session = await openSession(flags, runtime);
  try {
    const kind = agentKind();
    const tell = async (_before: KubeObject, agent: KubeObject): Promise<readonly string[]> => {
      const others = verb === 'add' ? await agentsBeside(session, signal) : undefined;
      return others === undefined ? [] : peerWarnings(agent, peers, others, entry.bin).map((warning) => `warning: ${warning}`);
    };
    const one = {
      kind,
      key: keyFor(kind, name, session.namespace),
      change: peerChange({ do: verb, peers, takeOver: flags['force-conflicts'], now: runtime.now() }),
      done: `peers ${verb === 'add' ? 'added' : 'removed'}`,
      tell,
      until: { is: 'ready' } as const,
    };
    return await runChange(session, one, terms, runtime);
  } finally {
    session.close();
  }
}
