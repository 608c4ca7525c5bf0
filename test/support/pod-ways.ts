import type { PodEndpoint } from './endpoint-watch.ts';

/** How the ways to pods of one plane are laid to a port of this machine. */
export interface PodWays {
  /** Called with all endpoints whenever they change; when it resolves, they are reached. */
  lay(endpoints: readonly PodEndpoint[]): Promise<void>;
  close(): Promise<void>;
}
