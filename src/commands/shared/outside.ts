import { ApiError, isApiError } from '../../cluster/api-error.ts';
import type { Connection } from '../../cluster/connect.ts';
import type { ServiceCallerOptions } from '../../cluster/reach/create-service-caller.ts';
import type { ServiceCaller } from '../../cluster/service-caller.ts';
import { createSystemClock } from '../../cluster/system-clock.ts';
import { POD, SECRET } from '../../kernel/builtin-types.ts';
import type { Outside } from '../../cluster/outside.ts';

/** Whether Services may be reached through the API server from outside the cluster: `--tunnel`. */
export type Tunnel = NonNullable<ServiceCallerOptions['tunnel']>;

function refuse(): Promise<never> {
  return Promise.reject(new ApiError({ reason: 'Configuration', message: 'there is no cluster to ask' }));
}

/** For commands that ask nothing outside: every call is refused. */
export function noOutside(): Outside {
  return {
    services: { call: refuse, open: refuse, close: () => undefined },
    readSecret: refuse,
    annotatePod: refuse,
    clock: createSystemClock({ holdsProcess: false }),
  };
}

/** The ways of one connection. Their code is loaded with the first call, because most runs make none. Close its `services`. */
export function liveOutside(connection: Connection, options: ServiceCallerOptions): Outside {
  let loading: Promise<ServiceCaller> | undefined;
  let isClosed = false;
  const load = async (): Promise<ServiceCaller> => {
    const { createServiceCaller } = await import('../../cluster/reach/create-service-caller.ts');
    const caller = createServiceCaller(connection, options);
    if (isClosed) caller.close();
    return caller;
  };
  const caller = async (): Promise<ServiceCaller> => await (loading ??= load());
  return {
    services: {
      call: async (service, request) => await (await caller()).call(service, request),
      open: async (service, request) => await (await caller()).open(service, request),
      close: () => {
        isClosed = true;
        void loading?.then((loaded) => loaded.close());
      },
    },
    readSecret: async (key, dataKey, signal) => {
      try {
        const { data } = (await connection.api.get(SECRET, key, { signal })) as { readonly data?: Readonly<Record<string, string>> };
        const text = data?.[dataKey];
        return text === undefined ? undefined : Buffer.from(text, 'base64');
      } catch (error) {
        if (isApiError(error, 'NotFound')) return undefined;
        throw error;
      }
    },
    annotatePod: async ({ name, namespace, uid }, annotations, signal) => {
      try {
        await connection.api.patch(POD, { namespace, name }, { type: 'merge', body: { metadata: { uid, annotations } } }, { signal });
        return true;
      } catch (error) {
        // A conflict: another pod has the name by now.
        if (isApiError(error, 'NotFound', 'Conflict')) return false;
        throw error;
      }
    },
    clock: connection.manner.clock,
  };
}
