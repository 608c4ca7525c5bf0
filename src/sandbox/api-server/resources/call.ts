import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../kernel/clock.ts';
import type { ObjectService } from '../../objects/object-service.ts';
import type { FaultAction } from '../../requests/fault-hook.ts';
import type { ResourceVerb } from '../../requests/request-info.ts';
import type { Requester } from '../../requests/requester.ts';
import type { ResourceRequestInfo } from '../../requests/tunnels.ts';
import type { ServedResource } from '../../resources/served-resource.ts';

/** A request on its way through the server, about a resource that is served. */
export interface Call {
  readonly info: ResourceRequestInfo;
  readonly requester: Requester;
  readonly resource: ServedResource;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly objects: ObjectService;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Whether output is to be read by people. */
  readonly pretty: boolean;
  readonly fault: FaultAction | undefined;
  /** Throws 403 where the requester may not do this to the object of the request as well. */
  authorize(verb: ResourceVerb): void;
  /** Adds a `Warning:` header. */
  warn(text: string): void;
  /** Calls back when the server closes; the returned function takes it back. */
  onClose(callback: () => void): () => void;
  /** Calls back when the definition of the type is no longer in force; the returned function takes it back. */
  onRetired(callback: () => void): () => void;
}
