import { isApiError } from '../../../cluster/api-error.ts';
import { CliError } from '../../../output/cli-error.ts';
import { listTarget } from '../get/list-target.ts';
import type { Session } from '../session.ts';
import type { Target } from '../targets.ts';
import type { WatchKindsOptions } from './watch-kinds.ts';

/** Finds out where a kind may be read, as `get -A` does, by asking each namespace for one object. */
export function readablePart(session: Session): NonNullable<WatchKindsOptions['partOf']> {
  return async (target: Target, signal) => {
    try {
      const { namespaces, leftOut } = await listTarget(
        session,
        target,
        { namespace: undefined, ignoreNotFound: false, partIsWelcome: true, signal },
        async (options) => {
          await session.api.list(target.kind, { ...options, limit: 1 });
          return {};
        },
      );
      const names = namespaces.filter((namespace) => namespace !== undefined);
      // All may be read by now: the watch over them is tried again by itself.
      if (names.length < namespaces.length) return undefined;
      return { namespaces: names, leftOut: leftOut ?? `${target.kind.plural} in namespaces made later` };
    } catch (error) {
      if (error instanceof CliError && isApiError(error.cause, 'Forbidden')) return undefined;
      throw error;
    }
  };
}
