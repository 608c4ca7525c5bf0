import type { OutputFlags } from '@oclif/core/interfaces';
import { isApiError } from '../../../../cluster/api-error.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { usageError } from '../../../../output/cli-error.ts';
import { EXIT } from '../../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../../output/output-format.ts';
import { resourceLine, resourceName } from '../../../../output/resource-line.ts';
import { cliFieldManager } from '../../../../registry.ts';
import { operatorWarnings } from '../../../shared/apply/operator-warnings.ts';
import { printWritten, WRITE_FORMATS } from '../../../shared/apply/written-objects.ts';
import {
  dryRunFlag,
  errorUnchangedFlag,
  fieldManagerFlag,
  forceConflictsFlag,
  outputFileFlag,
  outputFlag,
  timeoutFlag,
  waitFlag,
  type GlobalFlags,
} from '../../../shared/flags.ts';
import { listPages } from '../../../shared/get/list-pages.ts';
import { parseDuration } from '../../../shared/duration.ts';
import type { Runtime } from '../../../shared/runtime.ts';
import { changeObject, keyFor } from '../../../shared/scale/change-object.ts';
import { openSession, type Session } from '../../../shared/session.ts';
import { stepRecorder } from '../../../shared/step-records.ts';
import { waitFor } from '../../../shared/wait/wait-for.ts';
import { agentKind, agentNamed } from '../agent-words.ts';
import { peerChange } from './peer-change.ts';
import { peerWarnings } from './peer-warnings.ts';

/** The flags of `agent peers add` and `agent peers remove`. */
export const peersFlags = {
  'dry-run': dryRunFlag,
  'error-unchanged': errorUnchangedFlag,
  'field-manager': fieldManagerFlag,
  'force-conflicts': forceConflictsFlag,
  output: outputFlag(WRITE_FORMATS),
  'output-file': outputFileFlag,
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
  const format = flags.output === undefined ? undefined : parseOutputFormat(flags.output, WRITE_FORMATS);
  const timeoutMs = parseDuration(flags.timeout, 'timeout');
  const dryRun = flags['dry-run'];
  const record = stepRecorder(flags['output-file'], runtime.now);
  const session = await openSession(flags, runtime);
  try {
    const kind = agentKind();
    const key = keyFor(kind, name, session.namespace);
    const { object, changed } = await changeObject(
      session,
      kind,
      key,
      peerChange({ do: verb, peers, takeOver: flags['force-conflicts'], now: runtime.now() }),
      { dryRun, fieldManager: flags['field-manager'] ?? cliFieldManager(kind.system), signal },
    );
    const result = changed ? `peers ${verb === 'add' ? 'added' : 'removed'}` : 'unchanged';
    if (format === undefined) runtime.stdout(resourceLine(object, result, dryRun));
    else await printWritten([object], format, runtime);
    await record({ step: `peers ${verb}`, object: resourceName(object), result });
    if (changed && verb === 'add' && !flags.quiet) {
      const others = await agentsBeside(session, signal);
      for (const warning of others === undefined ? [] : peerWarnings(object, peers, others, entry.bin))
        runtime.stderr(`warning: ${warning}\n`);
    }
    if (dryRun !== 'none') return EXIT.ok;
    if (changed && !flags.quiet) {
      const written = [{ system: kind.system, namespace: object.metadata.namespace }];
      for (const warning of await operatorWarnings(session, written, { now: runtime.now(), signal }))
        runtime.stderr(`warning: ${warning}\n`);
    }
    if (flags.wait) {
      const target = { type: kind, key, ...(changed && { wrote: object }) };
      await waitFor(session, [target], { is: 'ready' }, { timeoutMs, mode: 'all', runtime, signal, record, quiet: flags.quiet });
    }
    return flags['error-unchanged'] && !changed ? EXIT.unchanged : EXIT.ok;
  } finally {
    session.close();
  }
}
