import type { ServiceCaller } from '../../cluster/service-caller.ts';
import type { Clock } from '../../kernel/clock.ts';

/** What gateways are reached with. */
export interface GatewayOutside {
  readonly services: Pick<ServiceCaller, 'call'>;
  /** One value of a Secret by GET; undefined where Secret or key is missing. */
  readonly readSecret: (
    key: { readonly namespace: string; readonly name: string },
    dataKey: string,
    signal: AbortSignal,
  ) => Promise<Uint8Array | undefined>;
  readonly clock: Clock;
}
