import { ApiError } from '../../src/cluster/api-error.ts';
import { describeApiError } from '../../src/commands/shared/describe-api-error.ts';
import { entryPointOf } from '../../src/commands/shared/entry-point.ts';
import { noOutside } from '../../src/commands/shared/outside.ts';
import type { Session } from '../../src/commands/shared/session.ts';
import type { ResourceType } from '../../src/kernel/resource-type.ts';
import { isOfType } from '../../src/kernel/resource-type.ts';
import type { ScriptedApi, Script } from './scripted-api.ts';
import { scriptedApi } from './scripted-api.ts';

/** A session of a command over a scripted API server that serves the given types. */
export interface ScriptedSession extends ScriptedApi {
  readonly session: Session;
}

/** The session; its errors read as those of `kubectl maia`. */
export function scriptedSession(script: Script, types: readonly ResourceType[]): ScriptedSession {
  const { bin } = entryPointOf('kubectl-maia');
  const scripted = scriptedApi(script);
  const session: Session = {
    api: scripted.api,
    discovery: {
      serves: async (type) => types.some((served) => served.kind === type.kind && served.group === type.group),
      typeOf: async (manifest) => types.find((type) => isOfType(manifest, type)),
      versionsOf: async () => [],
    },
    namespace: 'team',
    context: 'test',
    server: 'https://test',
    user: undefined,
    during: async (doing, call) => {
      try {
        return await call();
      } catch (error) {
        throw error instanceof ApiError ? describeApiError(error, { ...doing, bin }) : error;
      }
    },
    openStream: () => Promise.reject(new Error('this session has no streams')),
    forward: () => Promise.reject(new Error('this session forwards no ports')),
    outside: noOutside,
    close: () => undefined,
  };
  return { ...scripted, session };
}
