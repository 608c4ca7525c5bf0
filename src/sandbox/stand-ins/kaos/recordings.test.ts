// The stand-ins against what the real servers said, exchange by exchange.
import { expect, test } from 'vitest';
import { fakeClock } from '../../../../test/support/fake-clock.ts';
import { startHttpTestServer, type HttpTestServer } from '../../../../test/support/http-test-server.ts';
import { litellmRecordings, runtimeRecording, type KaosExchange } from '../../../../test/support/kaos-recording.ts';
import { seededRandom } from '../../../../test/support/seeded-random.ts';
import { agentConfig } from './agent-config.ts';
import { agentHandler } from './agent-handler.ts';
import { litellmConfig } from './litellm-config.ts';
import { litellmHandler } from './litellm-handler.ts';
import { mcpHandler } from './mcp-handler.ts';
import { pythonTools } from './python-tools.ts';

const TOOLS = `def echo(message: str) -> str:
    """Echo the message."""
    return f"Echo: {message}"

def add(a: int, b: int = 2) -> int:
    """Add."""
    return a + b

def _helper(text):
    return text
`;

async function agent(env: Readonly<Record<string, string>>): Promise<HttpTestServer> {
  const handle = agentHandler({
    config: agentConfig({ MODEL_API_URL: 'http://model', DEBUG_MOCK_RESPONSES: JSON.stringify(Array(9).fill("It's done")), ...env }),
    clock: fakeClock(),
    random: seededRandom(1),
    fetchInside: async () => Promise.reject(new Error('nobody else is there')),
    log: () => {},
  });
  return await startHttpTestServer((request, response) => void handle(request, response));
}

async function started(server: 'agent' | 'supervisor' | 'tools'): Promise<HttpTestServer> {
  if (server === 'agent')
    return await agent({ AGENT_NAME: 'worker-1', AGENT_DESCRIPTION: 'does work', AGENT_DEBUG_MEMORY_ENDPOINTS: 'true' });
  if (server === 'supervisor')
    return await agent({ AGENT_NAME: 'boss', PEER_AGENTS: 'worker-1', PEER_AGENT_WORKER_1_CARD_URL: 'http://worker-1' });
  const handle = mcpHandler({ tools: pythonTools(TOOLS), clock: fakeClock(), random: seededRandom(1) });
  return await startHttpTestServer((request, response) => void handle(request, response));
}

/** What differs from run to run, as the recording writes it; keys in one order. */
function settled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(settled);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([field, each]): readonly [string, unknown] => {
    if (field === 'created' || (field === 'timestamp' && typeof each === 'number')) return [field, 0];
    if (field === 'timestamp') return [field, '<time>'];
    if (typeof each === 'string')
      return [field, each.replace(/(chatcmpl-)[0-9a-f]{32}/, '$1<hex32>').replace(/(event_)[0-9a-f]+$/, '$1<hex>')];
    return [field, settled(each)];
  });
  return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** Texts are compared as JSON where their events are JSON. */
function settledText(text: string): unknown {
  const lines = text
    .replaceAll(/chatcmpl-[0-9a-f]{32}/g, 'chatcmpl-<hex32>')
    .replaceAll(/"created": \d+/g, '"created": 0')
    .split(/\r?\n/);
  return lines.map((line) => {
    try {
      return settled(JSON.parse(line.replace(/^data: /, '')));
    } catch {
      return line;
    }
  });
}

test('agent, supervisor and tool server: every answer of the real servers is ours too', async () => {
  const servers = { agent: await started('agent'), supervisor: await started('supervisor'), tools: await started('tools') };
  const differences: unknown[] = [];
  const exchanges = runtimeRecording();
  let session = '';
  try {
    for (const { note, request, response, server } of exchanges) {
      const { body, headers = {}, method, path, raw } = request;
      const given = headers['Mcp-Session-Id'] === undefined ? {} : { 'Mcp-Session-Id': note === 'unknown session' ? 'unknown' : session };
      const answer = await fetch(`${servers[server].url}${path}`, {
        method,
        headers: { ...headers, ...given, 'content-type': 'application/json' },
        ...(method === 'POST' && { body: raw ?? JSON.stringify(body) }),
      });
      const text = await answer.text();
      const id = answer.headers.get('mcp-session-id');
      if (note === 'initialize') session = id ?? '';
      const ours = {
        status: answer.status,
        contentType: answer.headers.get('content-type'),
        session: id !== null,
        body: response.json === undefined ? settledText(text) : settled(JSON.parse(text)),
      };
      const theirs = {
        status: response.status,
        contentType: response.contentType,
        session: response.mcpSessionId !== undefined,
        body: response.json === undefined ? settledText(response.text ?? '') : settled(response.json),
      };
      if (JSON.stringify(ours) !== JSON.stringify(theirs)) differences.push({ note: `${server}: ${note}`, ours, theirs });
    }
  } finally {
    await Promise.all(Object.values(servers).map(async (each) => each.close()));
  }
  expect(differences).toEqual([]);
  expect(exchanges.length).toBe(35);
});

/** Of an answer of LiteLLM: all but the words of a model and what a provider adds. */
function essence({ json, text }: KaosExchange['response']): unknown {
  if (text !== undefined) return text.trimEnd().endsWith('data: [DONE]') ? 'a stream to its end' : text;
  if (typeof json !== 'object' || json === null) return json;
  const { choices, data, error, model } = json as Readonly<Record<string, unknown>>;
  if (Array.isArray(choices)) return { model, roles: choices.map((each: { message: { role: string } }) => each.message.role) };
  // Which models it knows behind a pattern is its own business.
  if (Array.isArray(data))
    return data.some(({ id }) => String(id).startsWith('openai/gpt-')) ? 'models it knows' : data.map(({ id }) => String(id));
  if (typeof error !== 'object' || error === null) return json;
  const { code, message, param, type } = error as Readonly<Record<string, unknown>>;
  return { code, param, type, message: String(message).split(/[.:]/).slice(0, 2).join('') };
}

test.each(litellmRecordings().map((recording) => [recording.config, recording] as const))(
  'LiteLLM, %s',
  async (_, { env, exchanges, yaml }) => {
    const handle = litellmHandler({ config: litellmConfig(yaml, [], env), clock: fakeClock(), random: seededRandom(1) });
    const server = await startHttpTestServer((request, response) => void handle(request, response));
    const differences: unknown[] = [];
    try {
      for (const { note, request, response } of exchanges) {
        const { body, headers = {}, method, path } = request;
        const answer = await fetch(`${server.url}${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
        const text = await answer.text();
        const contentType = answer.headers.get('content-type') ?? '';
        const isJson = contentType.startsWith('application/json');
        const ours = {
          status: answer.status,
          contentType,
          told: essence({ status: 0, contentType, ...(isJson ? { json: JSON.parse(text) as unknown } : { text }) }),
        };
        const theirs = { status: response.status, contentType: response.contentType, told: essence(response) };
        if (JSON.stringify(ours) !== JSON.stringify(theirs)) differences.push({ note, ours, theirs });
      }
    } finally {
      await server.close();
    }
    expect(differences).toEqual([]);
    expect(exchanges.length).toBeGreaterThan(3);
  },
);
