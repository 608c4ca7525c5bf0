import { isApiError } from '../../cluster/api-error.ts';
import type { ServiceStream } from '../../cluster/service-caller.ts';
import type { Clock } from '../../kernel/clock.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { GatewayError, type GatewayRow, type GatewayTarget } from '../../reconcile/marie/gateway.ts';
import { entryScanner } from './entry-scanner.ts';
import { badStatus, noObject, parsedJson, unanswered } from './gateway-failure.ts';
import type { GatewayOutside } from './gateway-outside.ts';
import { checkList, readRow } from './gateway-readers.ts';

/** Reads one list of a gateway row by row. Every failure is a GatewayError; an abort throws the signal's reason. */
export type GatewayList = (target: GatewayTarget, state: string, onRow: (row: GatewayRow) => void, signal: AbortSignal) => Promise<void>;

/** Until the head of the answer is there, and until all of it is. */
const HEAD_MS = 30_000;
const WHOLE_MS = 60_000;
/** Of an answer that is no list. */
const MOST_WORDS = 65_536;

async function feed(stream: ServiceStream['stream'], push: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of stream) push(decoder.decode(chunk as Buffer, { stream: true }));
  push(decoder.decode());
}

/**
 * Lists over the ways of `outside`. The gateway has no paging: it ignores queries, and a list that never gets shorter comes whole each time. So
 * it is read as it comes, and nothing of it is kept but what `onRow` keeps.
 */
export function createGatewayList({ clock, services }: Pick<GatewayOutside, 'services'> & { readonly clock: Clock }): GatewayList {
  const read = async ({ status, stream }: ServiceStream, called: string, onRow: (row: GatewayRow) => void): Promise<void> => {
    if (status < 200 || status > 299) {
      let words = '';
      await feed(stream, (text) => {
        if (words.length < MOST_WORDS) words += text;
      });
      throw badStatus(status, parsedJson(words), called);
    }
    const scanner = entryScanner((text) => {
      const entry = parsedJson(text);
      if (entry === undefined) throw noObject(status, called);
      onRow(readRow(entry, called));
    });
    await feed(stream, scanner.push);
    const rest = parsedJson(scanner.end());
    if (!isJsonObject(rest)) throw noObject(status, called);
    checkList(rest, called);
  };
  return async ({ cluster, endpoint, port }, state, onRow, signal) => {
    signal.throwIfAborted();
    const path = `/api/jobs/${state}`;
    const called = `GET ${path}`;
    const late = new AbortController();
    const cancel = clock.after(WHOLE_MS, () =>
      late.abort(new GatewayError('NoAnswer', `${called}: not read within ${String(WHOLE_MS / 1_000)} s`)),
    );
    const both = AbortSignal.any([signal, late.signal]);
    let answer: ServiceStream | undefined;
    const destroy = (): void => void answer?.stream.destroy();
    both.addEventListener('abort', destroy, { once: true });
    try {
      const opened = await services.open(
        { namespace: cluster.namespace, name: `${cluster.name}-server-svc`, port },
        {
          method: 'GET',
          path,
          headers: { accept: 'application/json' },
          timeoutMs: HEAD_MS,
          signal: both,
          secretPath: true,
          ...(endpoint !== undefined && { endpoint }),
        },
      );
      answer = opened;
      both.throwIfAborted();
      await read(opened, called, onRow);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (late.signal.aborted) throw late.signal.reason;
      if (error instanceof GatewayError) throw error;
      if (error instanceof RangeError) throw new GatewayError('ServerError', `${called}: ${error.message}`, { cause: error });
      if (isApiError(error) || answer === undefined) throw unanswered(error, called);
      throw new GatewayError('NoAnswer', `${called}: the answer broke off`, { cause: error });
    } finally {
      cancel();
      both.removeEventListener('abort', destroy);
      destroy();
    }
  };
}
