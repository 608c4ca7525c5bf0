import type { KubeObject } from '../../../../kernel/kube-object.ts';
import type { Session } from '../../../shared/session.ts';
import { marieKind } from '../marie-target.ts';
import { readNamed } from '../../../shared/read-named.ts';

/** Reads a job of the session's namespace. Throws a CliError (4) where there is none. */
export async function readJob(session: Session, name: string, signal: AbortSignal): Promise<KubeObject> {
  const kind = marieKind('MarieJob');
  const key = { namespace: session.namespace, name };
  return await readNamed(session, kind, key, signal);
}
