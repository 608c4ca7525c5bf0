import { z } from 'zod';
import type { ServicePort, ServiceRequest } from '../../cluster/service-caller.ts';
import { AgentError, failureIn } from './agent-failure.ts';
import { chatChunk } from './chat-chunk.ts';
import { errorWords } from './error-words.ts';
import type { KaosOutside } from './kaos-outside.ts';
import { oneLine } from './one-line.ts';
import { readText } from './read-text.ts';
import { serverSentEvents } from './server-sent-events.ts';

/** What an agent is asked. */
export interface AgentQuestion {
  readonly text: string;
  /** The conversation that it goes on with; newer runtimes remember it, older ones do not. */
  readonly session?: string;
}

/** What `/.well-known/agent` says. */
export interface AgentCard {
  readonly name: string;
  readonly description: string;
  readonly capabilities: readonly string[];
  /** Names of its tools. */
  readonly skills: readonly string[];
}

/**
 * Asks agents. No answer is an ApiError (see ServiceCaller), an answer that is none an {@link AgentError}; an abort throws the signal's reason. There is
 * no time limit but the signal's: an agent may think for long.
 */
export interface AgentClient {
  /** The whole answer. */
  ask(agent: ServicePort, question: AgentQuestion, signal: AbortSignal): Promise<string>;
  /**
   * The answer as it comes. A KAOS agent streams word by word: line breaks and repeated blanks are lost, and where it exchanges quotation
   * marks they are guessed; `ask` gives the exact text.
   */
  stream(agent: ServicePort, question: AgentQuestion, signal: AbortSignal): AsyncGenerator<string, void, void>;
  card(agent: ServicePort, signal: AbortSignal): Promise<AgentCard>;
}

const ROUTE = '/v1/chat/completions';

const completion = z.object({ choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1) });

const card = z.object({
  name: z.string(),
  description: z.string().catch(''),
  capabilities: z.array(z.string()).catch([]),
  skills: z.array(z.object({ name: z.string() })).catch([]),
});

const CARD_TIMEOUT_MS = 10_000;

function requestOf({ session, text }: AgentQuestion, stream: boolean, signal: AbortSignal): ServiceRequest {
  const body = {
    model: 'agent',
    messages: [{ role: 'user', content: text }],
    stream,
    ...(session !== undefined && { session_id: session }),
  };
  const accept = stream ? 'text/event-stream, application/json' : 'application/json';
  return {
    method: 'POST',
    path: ROUTE,
    // Runtimes take the session from the header or from the body; which of both depends on their age.
    headers: { accept, 'content-type': 'application/json', ...(session !== undefined && { 'x-session-id': session }) },
    body: JSON.stringify(body),
    timeoutMs: 0,
    signal,
  };
}

/** The error of an answer that is no success. */
function refusal(status: number, text: string): AgentError {
  const told = `${String(status)}: ${errorWords(text) ?? 'no explanation'}`;
  return status === 404 || status === 405
    ? new AgentError('Protocol', `the server has no ${ROUTE} (${told}): it is no agent`)
    : new AgentError('Failed', told);
}

function textOf(body: string): string {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new AgentError('Protocol', 'its answer is no JSON');
  }
  const failed = chatChunk(body)?.failure;
  if (failed !== undefined) throw new AgentError('Failed', oneLine(failed));
  const parsed = completion.safeParse(json);
  if (!parsed.success) throw new AgentError('Protocol', 'its answer has no choices[0].message.content');
  const text = parsed.data.choices[0]?.message.content ?? '';
  const reported = failureIn(text);
  if (reported !== undefined) throw new AgentError('Failed', oneLine(reported));
  return text;
}

/** The text in the pieces of a stream. Throws an AgentError where the stream reports a failure or stops before its end. */
async function* pieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
  let isFirst = true;
  let hasEnded = false;
  let unreadable = 0;
  for await (const { data } of serverSentEvents(chunks)) {
    if (data === '[DONE]') {
      hasEnded = true;
      break;
    }
    const chunk = chatChunk(data);
    unreadable += chunk === undefined ? 1 : 0;
    if (chunk === undefined) continue;
    const reported = chunk.failure ?? (isFirst ? failureIn(chunk.text) : undefined);
    if (reported !== undefined) throw new AgentError('Failed', oneLine(reported));
    if (chunk.text !== '') {
      isFirst = false;
      yield chunk.text;
    }
    hasEnded ||= chunk.isLast;
  }
  if (unreadable > 0) throw new AgentError('Protocol', `${String(unreadable)} pieces of its answer cannot be read`);
  if (!hasEnded) throw new AgentError('BrokenOff', 'its answer stopped before its end');
}

/** A client of the HTTP surface that all releases of the agent runtime share. */
export function createAgentClient({ services }: KaosOutside): AgentClient {
  return {
    ask: async (agent, question, signal) => {
      const { status, body } = await services.call(agent, requestOf(question, false, signal));
      const text = body.toString('utf8');
      if (status < 200 || status > 299) throw refusal(status, text);
      return textOf(text);
    },

    async *stream(agent, question, signal) {
      const { status, headers, stream } = await services.open(agent, requestOf(question, true, signal));
      const onAbort = (): void => void stream.destroy();
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      try {
        const chunks = stream as AsyncIterable<Uint8Array>;
        if (status < 200 || status > 299) throw refusal(status, await readText(chunks));
        if (!(headers['content-type'] ?? '').startsWith('text/event-stream')) yield textOf(await readText(chunks));
        else yield* pieces(chunks);
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        if (error instanceof AgentError) throw error;
        throw new AgentError('BrokenOff', 'the connection broke in the middle of its answer', { cause: error });
      } finally {
        signal.removeEventListener('abort', onAbort);
        stream.on('error', () => {});
        stream.destroy();
      }
    },

    card: async (agent, signal) => {
      const request: ServiceRequest = { method: 'GET', path: '/.well-known/agent', timeoutMs: CARD_TIMEOUT_MS, signal };
      const { status, body } = await services.call(agent, { ...request, headers: { accept: 'application/json' } });
      const text = body.toString('utf8');
      if (status !== 200) throw new AgentError('Protocol', `it has no card: ${String(status)}: ${errorWords(text) ?? 'no explanation'}`);
      const parsed = card.safeParse(jsonOf(text));
      if (!parsed.success) throw new AgentError('Protocol', 'its card cannot be read');
      return { ...parsed.data, skills: parsed.data.skills.map(({ name }) => name) };
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
