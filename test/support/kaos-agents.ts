import type { RequestListener, ServerResponse } from 'node:http';
import { agentConfig } from '../../src/sandbox/stand-ins/kaos/agent-config.ts';
import { agentHandler } from '../../src/sandbox/stand-ins/kaos/agent-handler.ts';
import { fakeClock } from './fake-clock.ts';
import { seededRandom } from './seeded-random.ts';

/** Says what it is asked, and fails where it is asked to. */
export function echoAgent(): RequestListener {
  const handle = agentHandler({
    config: agentConfig({ AGENT_NAME: 'echo', MODEL_API_URL: 'http://model', AGENT_DEBUG_MEMORY_ENDPOINTS: 'true' }),
    clock: fakeClock(),
    random: seededRandom(1),
    log: () => {},
    fetchInside: async (_, request) => {
      const { messages } = JSON.parse(request?.body ?? '{}') as { readonly messages: readonly { readonly content: string }[] };
      const content = messages.at(-1)?.content ?? '';
      if (content === 'fail') throw new Error('the model is away');
      return Promise.resolve(Response.json({ choices: [{ message: { content: `You said: ${content}` } }] }));
    },
  });
  return (request, response) => void handle(request, response);
}

/** Begins an answer, and ends it when it is told. */
export function slowAgent(): { readonly listen: RequestListener; readonly release: () => void } {
  const held: ServerResponse[] = [];
  const event = (content: string, reason: string | null): string =>
    `data: ${JSON.stringify({ choices: [{ delta: { content }, finish_reason: reason }] })}\n\n`;
  return {
    listen: (_, response) => {
      held.push(response);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(event('first ', null));
    },
    release: () => {
      for (const response of held.splice(0)) response.end(`${event('second', 'stop')}data: [DONE]\n\n`);
    },
  };
}
