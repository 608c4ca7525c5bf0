import { isApiError } from '../../cluster/api-error.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import type { ManagerOptions } from '../../reconcile/engine/manager.ts';
import { describeRefusal } from './describe-refusal.ts';
import type { Runtime } from './runtime.ts';
import type { Session } from './session.ts';

/** The API server names what it refuses: `deployments.apps is forbidden: …`. */
function refusedType(message: string, manager: ManagerOptions): ResourceType | undefined {
  const types = manager.reconcilers.flatMap((reconciler) => [
    reconciler.kind,
    ...[...reconciler.children, ...reconciler.wakes].map(({ type }) => type),
  ]);
  return types.find(({ plural, group }) => message.startsWith(`${plural}${group === '' ? '' : `.${group}`} is forbidden`));
}

/** The error to show when the first list of a watch was refused; anything else as it is. */
export function refusedList(error: unknown, manager: ManagerOptions, session: Session, runtime: Runtime): unknown {
  if (!isApiError(error)) return error;
  // Only primaries are listed by a selector of the user's.
  const type = error.reason === 'BadRequest' ? manager.reconcilers[0]?.kind : refusedType(error.message, manager);
  const { context, server, user } = session;
  const namespace = manager.scope.namespaces?.[0];
  return describeRefusal(error, {
    verb: 'list',
    bin: runtime.entry.bin,
    entry: runtime.entry,
    command: runtime.command,
    context,
    server,
    user,
    ...(type === undefined ? {} : { type, namespace }),
  });
}
