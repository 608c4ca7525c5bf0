import type { Outside } from '../../cluster/outside.ts';

/** What the servers of KAOS are reached with. */
export interface KaosOutside {
  readonly services: Pick<Outside['services'], 'call' | 'open'>;
}
