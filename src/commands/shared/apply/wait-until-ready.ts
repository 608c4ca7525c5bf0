import type { KubeObject } from '../../../kernel/kube-object.ts';
import { isOfType } from '../../../kernel/resource-type.ts';
import { KIND_IDENTITIES } from '../kind-identities.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import type { StepRecord } from '../step-records.ts';
import { waitFor } from '../wait/wait-for.ts';
import type { WaitTarget } from '../wait/wait-for.ts';

export interface WaitUntilReadyOptions {
  readonly timeoutMs: number;
  readonly runtime: Runtime;
  readonly record: (record: StepRecord) => Promise<void>;
  /** `-q`. */
  readonly quiet: boolean;
}

/** Waits until the objects of our kinds among those just written are ready; other kinds are nothing to wait for. */
export async function waitUntilReady(
  session: Session,
  written: readonly { readonly object: KubeObject; readonly changed: boolean }[],
  options: WaitUntilReadyOptions,
): Promise<void> {
  const targets = written.flatMap(({ object, changed }): WaitTarget[] => {
    const type = KIND_IDENTITIES.find((kind) => isOfType(object, kind));
    if (type === undefined) return [];
    const { name, namespace } = object.metadata;
    return [{ type, key: namespace === undefined ? { name } : { name, namespace }, ...(changed && { wrote: object }) }];
  });
  if (targets.length === 0) return;
  const { runtime } = options;
  await waitFor(session, targets, { is: 'ready' }, { ...options, mode: 'all', signal: runtime.signal });
}
