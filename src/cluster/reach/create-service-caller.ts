import type { Clock } from '../../kernel/clock.ts';
import { ApiError, isApiError } from '../api-error.ts';
import { configurationError } from '../configuration-error.ts';
import type { Connection } from '../connect.ts';
import { fixedCredentials } from '../fixed-credentials.ts';
import { createHttpTransport } from '../http-transport.ts';
import type { HttpTransportOptions } from '../http-transport.ts';
import type { ServiceCaller, ServicePort, ServiceRequest } from '../service-caller.ts';
import { createSystemClock } from '../system-clock.ts';
import { chooseWay } from './choose-way.ts';
import type { WayKind } from './choose-way.ts';
import { withDeadline } from './deadline.ts';
import { directWay } from './direct-way.ts';
import { knownWays, type KnownWay } from './known-ways.ts';
import { mayFallBack } from './may-fall-back.ts';
import { outgoingHeaders } from './outgoing-headers.ts';
import { closedError, createPodDialer } from './pod-dialer.ts';
import { proxiedWay } from './proxied-way.ts';
import { serviceDialer } from './service-dialer.ts';
import { serviceError } from './service-error.ts';
import { serviceHost, serviceName } from './service-name.ts';
import type { ServiceWay, WayRequest } from './service-way.ts';

/** How the ways are chosen and told. */
export interface ServiceCallerOptions {
  /** `never`: from outside the cluster only endpoints are asked. Default `auto`. */
  readonly tunnel?: 'auto' | 'never';
  /** Told once per Service and way: `reaching Service demo/web:80 through a port-forward`. */
  readonly onWay?: (line: string) => void;
  /** Of timers that must not hold the process. Default: the system's. */
  readonly idleClock?: Clock;
}

/** The part of a connection that the ways are made of. */
export type ServiceCallerConnection = Pick<Connection, 'api' | 'transport' | 'manner' | 'proxyFor'> & {
  readonly target: Pick<Connection['target'], 'inCluster'>;
};

/**
 * Servers end idle connections after 5 s (Node, uvicorn) or later. Ours are ended before: a request that is never sent again must not meet a
 * connection that is just being closed.
 */
const IDLE_MS = 4000;

/** How long it is remembered that a Service is not reached through the service proxy. */
const REMEMBER_MS = 60_000;

/** Calls back when nothing more comes of an answer. */
type WhenOver<T> = (answer: T, leave: () => void) => void;

/** Makes a {@link ServiceCaller} for one API server and user. Nothing is sent yet. */
export function createServiceCaller(connection: ServiceCallerConnection, options: ServiceCallerOptions = {}): ServiceCaller {
  const { api, transport, manner } = connection;
  const { clock } = manner;
  const idleClock = options.idleClock ?? createSystemClock();
  const dialer = createPodDialer({ transport, manner, idleClock });
  const standpoint = { inCluster: connection.target.inCluster === true, tunnel: options.tunnel ?? 'auto' };
  const userAgent = manner.headers[1] ?? '';
  const closing = new AbortController();
  const ways = knownWays(clock);
  const told = new Set<string>();
  /** Until when a Service is asked by port-forward, because the service proxy does not let us through. */
  const proxyBarred = new Map<string, number>();

  function direct(service: ServicePort, label: string, server: URL, more: Partial<HttpTransportOptions>): KnownWay {
    const made = createHttpTransport({ server, credentials: fixedCredentials({}), clock, idleMs: IDLE_MS, ...more });
    const end = (): void => {
      made.close();
      told.delete(lineOf(service, label));
    };
    return { way: directWay(label, made, userAgent), end };
  }

  function proxied(service: ServicePort): KnownWay {
    const way = proxiedWay(service, { transport, manner });
    const end = (): void => {
      told.delete(lineOf(service, way.label));
      proxyBarred.delete(serviceName(service));
    };
    return { way, end };
  }

  function wayOf(kind: Exclude<WayKind, 'refused'>, service: ServicePort, { tls, endpoint }: ServiceRequest): ReturnType<typeof ways.take> {
    const name = serviceName(service);
    const extraAuthority = tls?.ca;
    const url = new URL(`${tls === undefined ? 'http' : 'https'}://${serviceHost(service)}:${service.port}`);
    const key = [kind, name, url.protocol, endpoint ?? '', extraAuthority ?? ''].join('\n');
    if (kind === 'proxy') return ways.take(key, () => proxied(service));
    if (kind === 'inside') return ways.take(key, () => direct(service, `at ${url.origin}`, url, { extraAuthority }));
    if (kind === 'endpoint') {
      const at = endpointUrl(endpoint ?? '', name);
      const proxy = connection.proxyFor(at);
      return ways.take(key, () => direct(service, `at ${at.origin}`, at, { extraAuthority, proxy }));
    }
    const dial = serviceDialer(service, { api, dialer, manner });
    const dialled = { extraAuthority, dial: async (): ReturnType<typeof dial> => await dial(closing.signal) };
    return ways.take(key, () => direct(service, 'through a port-forward', url, dialled));
  }

  function tell(service: ServicePort, label: string): void {
    const line = lineOf(service, label);
    if (told.has(line)) return;
    told.add(line);
    options.onWay?.(line);
  }

  async function along<T>(
    kind: Exclude<WayKind, 'refused'>,
    service: ServicePort,
    request: ServiceRequest,
    go: (way: ServiceWay) => Promise<T>,
    whenOver: WhenOver<T>,
  ): Promise<T> {
    const { leave, way } = wayOf(kind, service, request);
    tell(service, way.label);
    try {
      const answer = await go(way);
      whenOver(answer, leave);
      return answer;
    } catch (error) {
      leave();
      throw serviceError(error, service, request.method, way.label);
    }
  }

  async function ask<T>(
    service: ServicePort,
    request: ServiceRequest,
    does: (way: ServiceWay, request: WayRequest) => Promise<T>,
    whenOver: WhenOver<T>,
  ): Promise<T> {
    closing.signal.throwIfAborted();
    const { method, path, body, timeoutMs } = request;
    const name = serviceName(service);
    if (!path.startsWith('/'))
      throw new ApiError({ reason: 'BadRequest', message: `Service ${name}: the path of a request must begin with /` });
    const headers = outgoingHeaders(request.headers);
    const chosen = chooseWay(request, headers, standpoint);
    if (chosen === 'refused') {
      const message = `Service ${name} is not asked from outside the cluster: --tunnel=never allows no way through the API server`;
      throw new ApiError({ reason: 'Configuration', message });
    }
    const onTimeout = (): ApiError => new ApiError({ reason: 'RequestTimeout', message: `no answer within ${timeoutMs / 1000}s` });
    const signals = [request.signal, closing.signal];
    const deadline = clock.monotonic() + timeoutMs;

    /** The time that is left is that of the whole request, also for a second way. */
    const walk = async (kind: Exclude<WayKind, 'refused'>): Promise<T> => {
      const left = timeoutMs > 0 ? Math.max(1, deadline - clock.monotonic()) : 0;
      const go = async (way: ServiceWay): Promise<T> =>
        withDeadline({ clock, timeoutMs: left, signals, onTimeout }, async (signal) =>
          does(way, { method, path, headers, signal, ...(body !== undefined && { body }) }),
        );
      return await along(kind, service, request, go, whenOver);
    };

    if (chosen !== 'proxy') return await walk(chosen);
    if ((proxyBarred.get(name) ?? Number.NEGATIVE_INFINITY) > clock.monotonic()) return await walk('forward');
    try {
      return await walk('proxy');
    } catch (error) {
      if (!mayFallBack(error)) throw error;
      try {
        const answer = await walk('forward');
        proxyBarred.set(name, clock.monotonic() + REMEMBER_MS);
        return answer;
      } catch (second) {
        throw neither(error, second);
      }
    }
  }

  return {
    call: async (service, request) =>
      await ask(
        service,
        request,
        async (way, sent) => await way.send(sent),
        (_answer, leave) => leave(),
      ),
    open: async (service, request) =>
      await ask(
        service,
        request,
        async (way, sent) => await way.open(sent),
        ({ stream }, leave) => void stream.once('close', leave),
      ),
    close() {
      closing.abort(closedError());
      dialer.close();
      ways.close();
    },
  };
}

function lineOf(service: ServicePort, label: string): string {
  return `reaching Service ${serviceName(service)} ${label}`;
}

/** What is told where the service proxy did not let us through and a port-forward failed too. */
function neither(proxy: unknown, forward: unknown): unknown {
  if (!isApiError(proxy) || !isApiError(forward, 'Forbidden')) return forward;
  const { reason, code, request } = proxy;
  return new ApiError({
    reason,
    message: `${proxy.message}; ${forward.message}`,
    code,
    ...(request !== undefined && { request }),
    cause: proxy,
  });
}

/** Reads what a user or an annotation says. A user or a password in it is refused: it would be told in messages. */
function endpointUrl(text: string, name: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw configurationError(`Service ${name}: its endpoint is not a URL that starts with http:// or https://`);
  }
  if (url.username !== '' || url.password !== '')
    throw configurationError(`Service ${name}: its endpoint must not hold a user or a password`);
  if (url.search !== '' || url.hash !== '') throw configurationError(`Service ${name}: its endpoint must end with its host, port or path`);
  return url;
}
