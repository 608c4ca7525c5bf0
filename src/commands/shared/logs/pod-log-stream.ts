import type { Readable } from 'node:stream';
import { ApiError, isApiError } from '../../../cluster/api-error.ts';
import { apiQuery } from '../../../cluster/api-query.ts';
import { POD } from '../../../kernel/builtin-types.ts';
import { resourcePath } from '../../../kernel/resource-type.ts';
import type { Session } from '../session.ts';

/** Pods as far as rights and messages name their logs. */
const POD_LOG = { ...POD, plural: 'pods/log' };

/** One container whose log is read. */
export interface LogSource {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** `PodLogOptions` of the Kubernetes API. */
export interface LogOptions {
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly tailLines: number | undefined;
  /** Whole seconds, at least 1. */
  readonly sinceSeconds: number | undefined;
}

/** How reading a log went: to its end, or why there is none (the container has not begun, there was none before it, the pod is gone). */
export type LogEnd = { readonly is: 'read' } | { readonly is: 'none'; readonly why: string };

async function drain(stream: Readable, onData: (chunk: Uint8Array) => void, source: LogSource, signal: AbortSignal): Promise<void> {
  const stop = (): void => void stream.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of stream) {
      signal.throwIfAborted();
      onData(chunk as Uint8Array);
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    const why = error instanceof Error ? error.message : String(error);
    throw new ApiError({ reason: 'Unreachable', message: `the log of pod ${source.pod} broke off: ${why}` });
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
  signal.throwIfAborted();
}

/** Reads one log; hands out its bytes as they come. Throws a CliError where it may not or cannot be read, the signal's reason when aborted. */
export async function readPodLog(
  session: Session,
  source: LogSource,
  options: LogOptions,
  onData: (chunk: Uint8Array) => void,
  signal: AbortSignal,
): Promise<LogEnd> {
  const { namespace, pod, container } = source;
  const { follow, previous, timestamps, tailLines, sinceSeconds } = options;
  const query = apiQuery({
    container,
    follow: follow || undefined,
    previous: previous || undefined,
    timestamps: timestamps || undefined,
    tailLines,
    sinceSeconds,
  });
  const path = resourcePath(POD, { namespace, name: pod, subresource: 'log' }) + query;
  return await session.during({ verb: 'get', type: POD_LOG, namespace, name: pod }, async () => {
    try {
      // The head of a log that is followed may come with its first line only.
      await drain(await session.openStream(path, { signal, ...(follow && { timeoutMs: 0 }) }), onData, source, signal);
      return { is: 'read' };
    } catch (error) {
      if (isApiError(error, 'BadRequest', 'NotFound')) return { is: 'none', why: error.message };
      throw error;
    }
  });
}
