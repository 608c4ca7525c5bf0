import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../kernel/clock.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { AgentConfig } from './agent-config.ts';
import { agentAnswer, type AgentMeans } from './agent-loop.ts';
import { createAgentMemory } from './agent-memory.ts';
import { agentCompletion, agentEvents, chatMessages, type ChatHead } from './chat-answers.ts';
import { bodyText, randomHex, sendEvents, sendJson } from './http-answer.ts';
import { reachedTools, type FetchInside } from './mcp-in-cluster.ts';

/** What an agent runs on. */
export interface AgentHandlerOptions {
  readonly config: AgentConfig;
  readonly clock: Clock;
  /** In [0, 1): ids come from it. */
  readonly random: () => number;
  readonly fetchInside: FetchInside;
  readonly log: (line: string) => void;
}

const CHAT = '/v1/chat/completions';

/** Python's words for a type. */
function pythonType(value: unknown): string {
  const words: Readonly<Record<string, string>> = { string: 'str', number: 'int', boolean: 'bool' };
  return Array.isArray(value) ? 'list' : (words[typeof value] ?? 'dict');
}

/** An agent of KAOS as a listener for Node's HTTP server. It answers like the real one: routes, errors, streams and their faults. */
export function agentHandler(options: AgentHandlerOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { clock, config, fetchInside, log, random } = options;
  const { description, name } = config;
  const memory = createAgentMemory(clock, random);
  const means: AgentMeans = { config, memory, fetchInside, mocks: [...config.mockResponses], log };
  const seconds = (): number => Math.floor(clock.now() / 1000);
  const refuse = (response: ServerResponse, status: number, detail: string): void => sendJson(response, status, { detail });

  const card = async (response: ServerResponse): Promise<void> => {
    const lists = config.toolServers.map(async (server) => reachedTools(fetchInside, server).catch(() => []));
    const skills = (await Promise.all(lists)).flat().map((tool) => ({ name: tool.name, description: tool.description }));
    const capabilities = ['message_processing', 'task_execution'];
    if (config.toolServers.length > 0) capabilities.push('tool_execution');
    if (config.peers.length > 0) capabilities.push('task_delegation');
    sendJson(response, 200, { name, description, url: 'http://localhost:8000', skills, capabilities });
  };

  const chat = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await bodyText(request);
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      const isCut = text.trim() === '{';
      const where = isCut
        ? 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)'
        : 'Expecting value: line 1 column 1 (char 0)';
      return refuse(response, 500, where);
    }
    if (!isJsonObject(body)) return refuse(response, 500, `'${pythonType(body)}' object has no attribute 'get'`);
    const { messages, model, session_id: named, stream } = body;
    const isEmpty = messages === undefined || messages === null || messages === '' || (Array.isArray(messages) && messages.length === 0);
    if (isEmpty) return refuse(response, 400, 'messages are required');
    if (!Array.isArray(messages)) return refuse(response, 500, `'${pythonType(messages)}' object has no attribute 'get'`);
    const asked = chatMessages(messages);
    if (!asked.some(({ role }) => role === 'user' || role === 'task-delegation')) {
      return refuse(response, 400, 'No user or task-delegation message found');
    }
    const header = request.headers['x-session-id'];
    const session = typeof header === 'string' ? header : typeof named === 'string' ? named : memory.newSession();
    const answer = await agentAnswer(means, asked, session);
    const head: ChatHead = {
      id: `chatcmpl-${randomHex(random, 32)}`,
      created: seconds(),
      model: typeof model === 'string' ? model : 'agent',
    };
    if (stream === true) return sendEvents(response, agentEvents(head, answer.text, answer.isWhole));
    return sendJson(response, 200, agentCompletion(head, answer.text));
  };

  return async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://agent');
    const isGet = request.method === 'GET';
    const about = (status: string): void => sendJson(response, 200, { status, name, timestamp: seconds() });
    const routes: Readonly<Record<string, (() => void | Promise<void>) | undefined>> = {
      '/health': () => about('healthy'),
      '/ready': () => about('ready'),
      '/.well-known/agent': async () => card(response),
      ...(config.showsMemory && {
        '/memory/events': () => {
          const events = memory.events(searchParams.get('session_id') ?? undefined);
          sendJson(response, 200, { agent: name, events, total: events.length });
        },
        '/memory/sessions': () => {
          const sessions = memory.sessions();
          sendJson(response, 200, { agent: name, sessions, total: sessions.length });
        },
      }),
    };
    if (pathname === CHAT && request.method === 'POST') return chat(request, response);
    const route = routes[pathname];
    if (route === undefined && pathname !== CHAT) return refuse(response, 404, 'Not Found');
    if (route === undefined || !isGet) return refuse(response, 405, 'Method Not Allowed');
    return route();
  };
}
