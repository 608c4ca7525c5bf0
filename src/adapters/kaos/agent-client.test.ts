import { expect, test } from 'vitest';
import { openServicesAt } from '../../../test/support/open-services-at.ts';
import { recordedBody, runtimeRecording } from '../../../test/support/kaos-recording.ts';
import { rejection } from '../../../test/support/rejection.ts';
import { startServer, type StandInServer } from '../../../test/support/stand-in-server.ts';
import { createAgentClient, type AgentClient } from './agent-client.ts';

const AGENT = { namespace: 'demo', name: 'agent-echo', port: 80 };
const SIGNAL = new AbortController().signal;

function clientOf({ url }: { readonly url: string }): AgentClient {
  return createAgentClient({ services: openServicesAt(url) });
}

/** A server that always answers the same. */
async function always(status: number, type: string, body: string): Promise<StandInServer> {
  return await startServer((_, response) => void response.writeHead(status, { 'content-type': type }).end(body));
}

async function streamed(client: AgentClient, signal = SIGNAL): Promise<readonly string[]> {
  const pieces: string[] = [];
  for await (const piece of client.stream(AGENT, { text: 'hi' }, signal)) pieces.push(piece);
  return pieces;
}

/** Everything that a real agent answered: an answer or an AgentError, never anything else. */
test.each(runtimeRecording().map((exchange) => [`${exchange.server}: ${exchange.note}`, exchange] as const))('%s', async (_, exchange) => {
  const server = await always(exchange.response.status, exchange.response.contentType, recordedBody(exchange));
  const client = clientOf(server);
  const outcomes = await Promise.allSettled([client.ask(AGENT, { text: 'hi' }, SIGNAL), streamed(client), client.card(AGENT, SIGNAL)]);
  const failed = outcomes.flatMap((each) => (each.status === 'rejected' ? [(each.reason as Error).name] : []));
  expect(failed).toEqual(failed.map(() => 'AgentError'));
});

test('a whole answer, a stream and a card as they were recorded', async () => {
  const recorded = (note: string): ReturnType<typeof runtimeRecording>[number] => {
    const found = runtimeRecording().find((each) => each.note === note);
    if (found === undefined) throw new Error(`nothing is recorded as ${note}`);
    return found;
  };
  const serve = async (note: string): Promise<StandInServer> =>
    always(200, recorded(note).response.contentType, recordedBody(recorded(note)));
  expect(await clientOf(await serve('chat')).ask(AGENT, { text: 'hi' }, SIGNAL)).toBe("It's done");
  expect(await streamed(clientOf(await serve('chat, stream')))).toEqual(["It's ", 'done ']);
  expect(await clientOf(await serve('/.well-known/agent')).card(AGENT, SIGNAL)).toEqual({
    name: 'worker-1',
    description: 'does work',
    capabilities: ['message_processing', 'task_execution'],
    skills: [],
  });
});

test('the question, the session in header and body', async () => {
  const server = await always(200, 'application/json', '{"choices":[{"message":{"content":"ok"}}]}');
  const client = clientOf(server);
  await client.ask(AGENT, { text: 'one' }, SIGNAL);
  await client.ask(AGENT, { text: 'two', session: 's-1' }, SIGNAL);
  const sent = server.requests.map(({ body, headers }) => [headers['x-session-id'], JSON.parse(body)]);
  const message = (content: string): unknown => [{ role: 'user', content }];
  expect(sent).toEqual([
    [undefined, { model: 'agent', messages: message('one'), stream: false }],
    ['s-1', { model: 'agent', messages: message('two'), stream: false, session_id: 's-1' }],
  ]);
});

const DELTA = '{"choices":[{"delta":{"content":"half "}}]}';

test.each([
  [
    'an apology with status 200',
    'application/json',
    '{"choices":[{"message":{"content":"Sorry, I encountered an error: no model"}}]}',
    'Failed',
    'no model',
  ],
  [
    'no more steps',
    'application/json',
    '{"choices":[{"message":{"content":"Reached maximum reasoning steps (5)"}}]}',
    'Failed',
    'maximum reasoning',
  ],
  ['an error with status 200', 'application/json', '{"error":{"message":"boom\\n\\u001b[31m"}}', 'Failed', 'boom [31m'],
  ['no answer in it', 'application/json', '{"choices":[]}', 'Protocol', 'choices'],
  ['no JSON', 'application/json', 'hello', 'Protocol', 'no JSON'],
  [
    'an apology in a stream',
    'text/event-stream',
    'data: {"choices": [{"index": 0, "delta": {"content": "Sorry, I encountered an error: can"t"}, "finish_reason": null}]}\n\ndata: [DONE]\n\n',
    'Failed',
    "can't",
  ],
  [
    'an error in a stream',
    'text/event-stream',
    `data: ${DELTA}\n\ndata: {"error": {"type": "server_error", "message": "it"s broken"}}\n\ndata: [DONE]\n\n`,
    'Failed',
    "it's broken",
  ],
  ['a stream that stops', 'text/event-stream', `data: ${DELTA}\n\n`, 'BrokenOff', 'stopped before its end'],
  ['a stream of nonsense', 'text/event-stream', 'data: {"choices": what}\n\ndata: [DONE]\n\n', 'Protocol', '1 pieces'],
] as const)('200, but %s', async (_, type, body, reason, message) => {
  const client = clientOf(await always(200, type, body));
  const error =
    type === 'text/event-stream' ? await rejection(streamed(client)) : await rejection(client.ask(AGENT, { text: 'hi' }, SIGNAL));
  expect(error).toMatchObject({ name: 'AgentError', reason, message: expect.stringContaining(message) });
});

test('a server that does not stream is taken at its word', async () => {
  expect(await streamed(clientOf(await always(200, 'application/json', '{"choices":[{"message":{"content":"all at once"}}]}')))).toEqual([
    'all at once',
  ]);
});

test.each([
  [404, '{"detail":"Not Found"}', 'Protocol', 'it is no agent'],
  [400, '{"detail":"messages are required"}', 'Failed', '400: messages are required'],
  [422, '{"detail":[{"loc":["body"],"msg":"Field required"}]}', 'Failed', '422: Field required'],
  [500, '<html></html>', 'Failed', '500: no explanation'],
] as const)('status %d, whole and streamed', async (status, body, reason, message) => {
  const client = clientOf(await always(status, 'application/json', body));
  for (const error of [await rejection(client.ask(AGENT, { text: 'hi' }, SIGNAL)), await rejection(streamed(client))]) {
    expect(error).toMatchObject({ name: 'AgentError', reason, message: expect.stringContaining(message) });
  }
});

test('pieces come before the answer is at its end; a caller who gives up gets his reason', async () => {
  const server = await startServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${DELTA}\n\n`);
  });
  const giving = new AbortController();
  const reason = new Error('enough');
  const pieces = clientOf(server).stream(AGENT, { text: 'hi' }, giving.signal);
  expect((await pieces.next()).value).toBe('half ');
  giving.abort(reason);
  expect(await rejection(pieces.next())).toBe(reason);
});

test('a connection that breaks in the middle is no answer', async () => {
  const server = await startServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${DELTA}\n\n`, () => response.destroy());
  });
  expect(await rejection(streamed(clientOf(server)))).toMatchObject({ name: 'AgentError', reason: 'BrokenOff' });
});
