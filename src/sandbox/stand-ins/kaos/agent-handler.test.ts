import { expect, onTestFinished, test } from 'vitest';
import { fakeClock } from '../../../../test/support/fake-clock.ts';
import { startHttpTestServer } from '../../../../test/support/http-test-server.ts';
import { seededRandom } from '../../../../test/support/seeded-random.ts';
import type { RequestListener } from 'node:http';
import { agentConfig } from './agent-config.ts';
import { agentHandler } from './agent-handler.ts';
import { litellmConfig } from './litellm-config.ts';
import { litellmHandler } from './litellm-handler.ts';
import { mcpHandler } from './mcp-handler.ts';
import type { FetchInside } from './mcp-in-cluster.ts';
import { pythonTools } from './python-tools.ts';

const clock = fakeClock();
const YAML = 'model_list: [{model_name: small, litellm_params: {model: ollama/small}}]';
const OPEN = { LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY: 'true' };

/** Servers by the names of their Services, with ways between them. */
interface Town {
  add(name: string, listener: (fetchInside: FetchInside) => RequestListener): Promise<void>;
  agent(name: string, env?: Readonly<Record<string, string>>): Promise<void>;
  ask(name: string, content: string, role?: string): Promise<string>;
  events(name: string): Promise<readonly string[]>;
  /** Requests so far, as `name path`. */
  readonly asked: readonly string[];
}

async function town(): Promise<Town> {
  const urls = new Map<string, string>();
  const asked: string[] = [];
  const fetchInside: FetchInside = async (url, request) => {
    const { hostname, pathname } = new URL(url);
    const base = urls.get(hostname);
    if (base === undefined) throw new Error(`getaddrinfo ENOTFOUND ${hostname}`);
    return await fetch(`${base}${pathname}`, request);
  };
  const add: Town['add'] = async (name, listener) => {
    const listen = listener(fetchInside);
    const server = await startHttpTestServer((request, response) => {
      asked.push(`${name} ${request.url ?? ''}`);
      listen(request, response);
    });
    onTestFinished(server.close);
    urls.set(name, server.url);
  };
  await add('model', () => {
    const handle = litellmHandler({ config: litellmConfig(YAML, [], OPEN), clock, random: seededRandom(1) });
    return (request, response) => void handle(request, response);
  });
  return {
    add,
    asked,
    agent: async (name, env = {}) =>
      add(name, (inside) => {
        const base = { AGENT_NAME: name, MODEL_API_URL: 'http://model', MODEL_NAME: 'small', AGENT_DEBUG_MEMORY_ENDPOINTS: 'true' };
        const handle = agentHandler({
          config: agentConfig({ ...base, ...env }),
          clock,
          random: seededRandom(2),
          fetchInside: inside,
          log: () => {},
        });
        return (request, response) => void handle(request, response);
      }),
    ask: async (name, content, role = 'user') => {
      const body = JSON.stringify({ messages: [{ role, content }] });
      const answer = await fetch(`${urls.get(name) ?? ''}/v1/chat/completions`, { method: 'POST', body });
      const { choices } = (await answer.json()) as { readonly choices: readonly { readonly message: { readonly content: string } }[] };
      return choices[0]?.message.content ?? '';
    },
    events: async (name) => {
      const answer = await fetch(`${urls.get(name) ?? ''}/memory/events`);
      return ((await answer.json()) as { readonly events: readonly { readonly event_type: string }[] }).events.map(
        (each) => each.event_type,
      );
    },
  };
}

function peers(...names: readonly string[]): Readonly<Record<string, string>> {
  const urls = names.map((name) => [`PEER_AGENT_${name.toUpperCase().replaceAll('-', '_')}_CARD_URL`, `http://${name}`] as const);
  return { PEER_AGENTS: names.join(','), ...Object.fromEntries(urls) };
}

test('an agent asks its model', async () => {
  const { agent, ask, events } = await town();
  await agent('alone');
  expect(await ask('alone', 'hello')).toBe('ollama/small says: hello');
  expect(await events('alone')).toEqual(['user_message', 'agent_response']);
});

test('a supervisor hands its task to its workers by the protocol, and puts together what they say', async () => {
  const { agent, ask, asked, events } = await town();
  await agent('worker-1');
  await agent('worker-2');
  await agent('boss', peers('worker-1', 'worker-2'));
  expect(await ask('boss', 'plan a trip')).toBe('worker-1: ollama/small says: plan a trip\nworker-2: ollama/small says: plan a trip');
  const delegation = ['delegation_request', 'delegation_response'];
  expect(await events('boss')).toEqual(['user_message', ...delegation, ...delegation, 'agent_response']);
  expect(await events('worker-2')).toEqual(['task_delegation_received', 'agent_response']);
  expect(asked.filter((each) => each.startsWith('worker-1'))).toEqual(['worker-1 /.well-known/agent', 'worker-1 /v1/chat/completions']);
});

test('only the workers that the question names are asked; one that is gone is no failure of the supervisor', async () => {
  const { agent, ask, asked } = await town();
  await agent('writer');
  await agent('boss', peers('writer', 'checker'));
  expect(await ask('boss', 'ask the writer')).toBe('writer: ollama/small says: ask the writer');
  expect(await ask('boss', 'ask the checker')).toContain('[Delegation failed: getaddrinfo ENOTFOUND checker]');
  expect(asked.some((each) => each.startsWith('checker'))).toBe(false);
});

test('two agents that know each other come to an end', async () => {
  const { agent, ask } = await town();
  await agent('ping', peers('pong'));
  await agent('pong', peers('ping'));
  expect(await ask('ping', 'hello')).toBe('pong: ollama/small says: hello');
});

test('tools are called over MCP, unless the loop may not', async () => {
  const { add, agent, ask, events } = await town();
  const tools = pythonTools('def count(n: int):\n    return n\n\ndef echo(text: str) -> str:\n    return f"echo: {text}"\n');
  await add('tools', () => {
    const handle = mcpHandler({ tools, clock, random: seededRandom(3) });
    return (request, response) => void handle(request, response);
  });
  const env = { MCP_SERVERS: '[tools]', MCP_SERVER_tools_URL: 'http://tools' };
  await agent('able', env);
  await agent('unable', { ...env, AGENTIC_LOOP_ENABLE_TOOLS: 'false' });
  expect(await ask('able', 'hi')).toBe('echo: hi');
  expect(await events('able')).toEqual(['user_message', 'tool_call', 'tool_result', 'agent_response']);
  expect(await ask('unable', 'hi')).toBe('ollama/small says: hi');
});

test('answers in place of the model, blocks that say nothing, and the end of the steps', async () => {
  const { agent, ask } = await town();
  const mocks = ['```delegate\n{"agent": "nobody", "task": "x"}\n```', '```tool_call\nnot json\n```', 'done'];
  await agent('mocked', { DEBUG_MOCK_RESPONSES: JSON.stringify(mocks) });
  expect(await ask('mocked', 'hi')).toBe('done');
  await agent('endless', { AGENTIC_LOOP_MAX_STEPS: '2', DEBUG_MOCK_RESPONSES: JSON.stringify([...mocks, ...mocks]) });
  expect(await ask('endless', 'hi')).toBe('Reached maximum reasoning steps (2)');
});

test('a model that is not reached, or does not know the name, makes an apology with status 200', async () => {
  const { agent, ask, events } = await town();
  await agent('lost', { MODEL_API_URL: 'http://nowhere' });
  expect(await ask('lost', 'hi')).toBe('Sorry, I encountered an error: getaddrinfo ENOTFOUND nowhere');
  expect(await events('lost')).toEqual(['user_message', 'error']);
  await agent('wrong', { MODEL_NAME: 'large' });
  expect(await ask('wrong', 'hi')).toMatch(/^Sorry, I encountered an error: .*Invalid model name passed in model=large/);
});

test('without a name or a model API it does not start', () => {
  expect(() => agentConfig({ MODEL_API_URL: 'http://model' })).toThrow('AGENT_NAME is required');
  expect(() => agentConfig({ AGENT_NAME: 'a', MODEL_API_URL: '' })).toThrow('MODEL_API_URL is required');
});
