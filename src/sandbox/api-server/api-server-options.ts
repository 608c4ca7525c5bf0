import type { Clock } from '../../kernel/clock.ts';
import type { KeyPair } from '../certificates/issue-certificates.ts';
import type { ObjectService } from '../objects/object-service.ts';
import type { NameOf } from '../openapi/schema-components.ts';
import type { ActionHandlers } from '../requests/action-handler.ts';
import type { Authenticator } from '../requests/authenticator.ts';
import type { Authorizer } from '../requests/authorizer.ts';
import type { FaultHook } from '../requests/fault-hook.ts';
import type { RequestJournal } from '../requests/request-journal.ts';
import type { ReviewResource } from '../requests/review-handler.ts';
import type { Tunnels } from '../requests/tunnels.ts';
import type { ResourceRegistry } from '../resources/resource-registry.ts';

/** What the HTTP front is put together from. */
export interface ApiServerOptions {
  readonly registry: ResourceRegistry;
  readonly objects: ObjectService;
  readonly authenticator: Authenticator;
  readonly authorizer: Authorizer;
  /** The authority of client certificates, and the server's own certificate. */
  readonly certificates: { readonly ca: string; readonly server: KeyPair };
  readonly clock: Clock;
  /** In [0, 1), seeded. */
  readonly random: () => number;
  readonly reviews?: readonly ReviewResource[];
  readonly actions?: ActionHandlers;
  /** Without them streams are refused (405). */
  readonly tunnels?: Tunnels;
  readonly faults?: FaultHook;
  readonly journal?: RequestJournal;
  /** Names types inside schemas, for `kubectl explain`. */
  readonly schemaName?: NameOf;
}
