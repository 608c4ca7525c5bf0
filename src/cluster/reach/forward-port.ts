import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { pause } from '../../kernel/clock.ts';
import { isApiError } from '../api-error.ts';
import type { ApiError } from '../api-error.ts';
import { configurationError } from '../configuration-error.ts';
import type { Connection } from '../connect.ts';
import { createSystemClock } from '../system-clock.ts';
import { createPodDialer } from './pod-dialer.ts';
import { serviceDialer } from './service-dialer.ts';

/** What a forwarded port does, as it happens. */
export type ForwardState =
  | { readonly state: 'listening'; readonly address: string; readonly port: number }
  | { readonly state: 'connected' }
  /** A local connection waits, because the way is not open now: it is tried again. */
  | { readonly state: 'waiting'; readonly error: ApiError }
  /** A local connection was ended, because the way did not open in time or broke off. */
  | { readonly state: 'failed'; readonly error: ApiError };

/** Which port goes where. */
export interface ForwardPortOptions {
  readonly namespace: string;
  /** The name of a Service (each connection goes to one of its ready pods then) or of a pod. */
  readonly to: { readonly service: string } | { readonly pod: string };
  /** Of the Service, or of the pod. */
  readonly port: number;
  /** On this machine. Default 0: any that is free. */
  readonly localPort?: number;
  /** Default `127.0.0.1`: this machine only. */
  readonly address?: string;
  /** How long a local connection waits for a way, in milliseconds. Default 30 s. */
  readonly patienceMs?: number;
  readonly signal: AbortSignal;
  readonly onState?: (state: ForwardState) => void;
}

/** A port of this machine that leads to one in the cluster. */
export interface ForwardedPort {
  readonly address: string;
  readonly port: number;
  /** Resolves when it has ended: by the signal. */
  readonly ended: Promise<void>;
}

const PATIENCE_MS = 30_000;
/** The first pause before a way is tried again; each is twice the one before, up to the second. */
const PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4000;

/**
 * Listens on this machine and leads every connection to the Service or pod, each over a WebSocket of its own. A pod that goes ends its
 * connections; the next one finds another pod, and waits for it a while. Ends with the signal. Throws `Configuration` where the local port
 * cannot be used.
 */
export async function forwardPort(
  { api, transport, manner }: Pick<Connection, 'api' | 'transport' | 'manner'>,
  options: ForwardPortOptions,
): Promise<ForwardedPort> {
  const { namespace, to, port, signal, address = '127.0.0.1', localPort = 0, patienceMs = PATIENCE_MS, onState } = options;
  signal.throwIfAborted();
  const { clock } = manner;
  const dialer = createPodDialer({ transport, manner, idleClock: createSystemClock() });
  const dial =
    'pod' in to
      ? async () => await dialer.dial({ namespace, pod: to.pod, port }, signal)
      : serviceDialer({ namespace, name: to.service, port }, { api, dialer, manner });
  const locals = new Set<Socket>();

  async function dialPatiently(local: Socket): Promise<Awaited<ReturnType<typeof dial>>> {
    const deadline = clock.monotonic() + patienceMs;
    for (let wait = PAUSE_MS; ; wait = Math.min(wait * 2, LONGEST_PAUSE_MS)) {
      try {
        return await dial(signal);
      } catch (error) {
        if (!isApiError(error, 'Unreachable', 'ServiceUnavailable', 'NotFound', 'RequestTimeout', 'TooManyRequests', 'InternalError'))
          throw error;
        if (local.destroyed || clock.monotonic() + wait > deadline) throw error;
        onState?.({ state: 'waiting', error });
        await pause(clock, wait, signal);
      }
    }
  }

  async function lead(local: Socket): Promise<void> {
    const remote = await dialPatiently(local);
    onState?.({ state: 'connected' });
    await new Promise<void>((resolve) => {
      let left = 2;
      const ended = (error: unknown): void => {
        if (isApiError(error)) onState?.({ state: 'failed', error });
        left -= 1;
        if (left === 0) resolve();
      };
      pipeline(local, remote, ended);
      pipeline(remote, local, ended);
    });
  }

  const server = createServer({ pauseOnConnect: true }, (local) => {
    locals.add(local);
    local.on('error', () => {});
    local.once('close', () => locals.delete(local));
    lead(local).catch((error: unknown) => {
      local.destroy();
      if (isApiError(error) && !signal.aborted) onState?.({ state: 'failed', error });
    });
  });
  try {
    server.listen(localPort, address);
    await once(server, 'listening', { signal });
  } catch (error) {
    server.close();
    signal.throwIfAborted();
    throw configurationError(
      `port ${localPort} of ${address} cannot be used (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
      error,
    );
  }
  const bound = (server.address() as AddressInfo).port;
  const ended = once(server, 'close').then(() => undefined);
  const end = (): void => {
    server.close();
    dialer.close();
    for (const local of locals) local.destroy();
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  onState?.({ state: 'listening', address, port: bound });
  return { address, port: bound, ended };
}
