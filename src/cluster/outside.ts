import type { Clock } from '../kernel/clock.ts';
import type { ServiceCaller } from './service-caller.ts';

/** What servers outside the API server are reached with. Each adapter takes the part that it needs. */
export interface Outside {
  readonly services: ServiceCaller;
  /** One value of a Secret by GET; undefined where Secret or key is missing. */
  readonly readSecret: (
    key: { readonly namespace: string; readonly name: string },
    dataKey: string,
    signal: AbortSignal,
  ) => Promise<Uint8Array | undefined>;
  readonly clock: Clock;
}
