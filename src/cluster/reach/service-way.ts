import type { ServiceAnswer, ServiceRequest, ServiceStream } from '../service-caller.ts';

/** One request on its way. Time is up when the signal is aborted. */
export interface WayRequest extends Pick<ServiceRequest, 'method' | 'path' | 'body'> {
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly signal: AbortSignal;
}

/** One way to what stands behind one Service. */
export interface ServiceWay {
  /** For messages: `through a port-forward`. */
  readonly label: string;
  send(request: WayRequest): Promise<ServiceAnswer>;
  open(request: WayRequest): Promise<ServiceStream>;
}
