import type { Outside } from '../../cluster/outside.ts';

/** What gateways are reached with. */
export interface GatewayOutside extends Pick<Outside, 'readSecret' | 'clock'> {
  readonly services: Pick<Outside['services'], 'call' | 'open'>;
}
