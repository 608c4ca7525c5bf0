import type { Clock } from '../../kernel/clock.ts';
import { ApiError } from '../api-error.ts';
import { withDeadline } from './deadline.ts';
import type { PodPort } from './find-endpoints.ts';
import { portStream } from './port-stream.ts';
import type { PortStream } from './port-stream.ts';
import { openWebSocket } from './web-socket.ts';
import type { WebSocketContext } from './web-socket.ts';
import type { RequestManner } from '../connect.ts';

/** The WebSocket protocol whose ports stand in the query. */
const PROTOCOL = 'v4.channel.k8s.io';

/** Opens TCP connections to ports of pods. */
export interface PodDialer {
  /** Resolves when the API server has opened the way; that nobody listens on the port comes as the stream's error. */
  dial(to: PodPort, signal?: AbortSignal): Promise<PortStream>;
  /** Breaks off every connection. */
  close(): void;
}

/** What connections to pods are made with. */
export interface PodDialerOptions extends WebSocketContext {
  readonly manner: RequestManner;
  /** Of timers that must not hold the process. */
  readonly idleClock: Clock;
}

/** A dialer over port-forwards: one WebSocket to the API server for each connection. */
export function createPodDialer(options: PodDialerOptions): PodDialer {
  const { manner, transport, idleClock } = options;
  const open = new Set<PortStream>();
  const closing = new AbortController();
  return {
    async dial({ namespace, pod, port }, signal) {
      const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/portforward?ports=${port}`;
      const target = `pod ${namespace}/${pod} port ${port}`;
      return await withDeadline(
        {
          clock: manner.clock,
          timeoutMs: manner.timeoutMs,
          signals: [signal, closing.signal],
          onTimeout: () =>
            new ApiError({ reason: 'RequestTimeout', message: `${target}: no port-forward within ${manner.timeoutMs / 1000}s` }),
        },
        async (ending) => {
          const opened = await openWebSocket(options, path, PROTOCOL, ending);
          const stream = portStream({ ...opened, clock: idleClock, server: transport.server, target });
          open.add(stream);
          stream.once('close', () => open.delete(stream));
          if (ending.aborted) stream.destroy();
          return stream;
        },
      );
    },
    close() {
      closing.abort(closedError());
      for (const stream of open) stream.destroy(closedError());
    },
  };
}

/** What calls in flight fail with when everything is closed. */
export function closedError(): ApiError {
  return new ApiError({ reason: 'Unreachable', message: 'the connection was closed by this program', networkCode: 'ECONNABORTED' });
}
