import { ApiError } from '../../cluster/api-error.ts';
import { createSystemClock } from '../../cluster/system-clock.ts';
import type { Outside } from '../../registry.ts';

function refuse(): Promise<never> {
  return Promise.reject(new ApiError({ reason: 'Configuration', message: 'there is no cluster to ask' }));
}

/** For commands that ask nothing outside: every call is refused. */
export function noOutside(): Outside {
  return {
    services: { call: refuse, open: refuse, close: () => undefined },
    readSecret: refuse,
    clock: createSystemClock({ holdsProcess: false }),
  };
}
