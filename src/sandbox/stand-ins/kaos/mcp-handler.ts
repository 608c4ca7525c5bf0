import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../kernel/clock.ts';
import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import { callTool } from './call-tool.ts';
import { bodyText, randomHex, sendJson } from './http-answer.ts';
import type { Tool } from './python-tools.ts';

/** What an MCP server runs on. */
export interface McpHandlerOptions {
  readonly tools: readonly Tool[];
  readonly clock: Clock;
  /** In [0, 1): sessions come from it. */
  readonly random: () => number;
}

const INVALID_REQUEST = -32_600;
const METHOD_NOT_FOUND = -32_601;
const PARSE_ERROR = -32_700;

function title(name: string): string {
  return name.replaceAll('_', ' ').replaceAll(/(^| )\p{Ll}/gu, (found) => found.toUpperCase());
}

function described({ name, description, parameters, returns }: Tool): JsonObject {
  const properties = parameters.map(
    (each) => [each.name, { ...('byDefault' in each && { default: each.byDefault }), type: each.type }] as const,
  );
  const required = parameters.filter((each) => !('byDefault' in each)).map((each) => each.name);
  return {
    _meta: { fastmcp: { tags: [] } },
    ...(description !== '' && { description }),
    inputSchema: {
      properties: Object.fromEntries(properties),
      ...(required.length > 0 && { required }),
      type: 'object',
      additionalProperties: false,
    },
    name,
    outputSchema: { properties: { result: { type: returns } }, required: ['result'], type: 'object', 'x-fastmcp-wrap-result': true },
    title: title(name),
  };
}

function resultOf(tools: readonly Tool[], method: string, params: JsonObject): JsonObject | undefined {
  if (method === 'ping') return {};
  if (method === 'tools/list') return { tools: tools.map(described) };
  if (method === 'initialize') {
    const { protocolVersion } = params;
    return {
      protocolVersion: typeof protocolVersion === 'string' ? protocolVersion : '2025-06-18',
      capabilities: {
        logging: {},
        prompts: { listChanged: true },
        resources: { subscribe: false, listChanged: true },
        tools: { listChanged: true },
      },
      serverInfo: { name: 'Dynamic MCP Server', version: '4.1.2' },
    };
  }
  if (method !== 'tools/call') return undefined;
  const { name, arguments: given } = params;
  const tool = tools.find((each) => each.name === name);
  if (tool === undefined) return { content: [{ text: `Unknown tool: '${String(name)}'`, type: 'text' }], isError: true };
  const { text, value } = callTool(tool, isJsonObject(given) ? given : {});
  const content = [{ text, type: 'text' }];
  if (value === undefined) return { content, isError: true };
  return { _meta: { fastmcp: { wrap_result: true } }, content, isError: false, structuredContent: { result: value } };
}

/**
 * A tool server of KAOS (MCP over streamable HTTP at `/mcp`, with `/health` and `/ready`), as a listener for Node's HTTP server. It answers like
 * the real one: with events, sessions in `Mcp-Session-Id`, and 406 to clients that do not accept both JSON and events.
 */
export function mcpHandler({
  clock,
  random,
  tools,
}: McpHandlerOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const sessions = new Set<string>();

  const refuse = (response: ServerResponse, status: number, code: number, message: string, session?: string): void =>
    sendJson(
      response,
      status,
      { jsonrpc: '2.0', id: null, error: { code, message } },
      session === undefined ? {} : { 'mcp-session-id': session },
    );

  const sendMessage = (response: ServerResponse, session: string, message: JsonObject): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache, no-transform', 'mcp-session-id': session });
    response.end(`event: message\r\ndata: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\r\n\r\n`);
  };

  const post = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await bodyText(request);
    const accept = request.headers.accept ?? '';
    const header = request.headers['mcp-session-id'];
    const given = typeof header === 'string' ? header : undefined;
    if (given !== undefined && !sessions.has(given)) return refuse(response, 404, INVALID_REQUEST, 'Session not found');
    const session = given ?? randomHex(random, 32);
    if (!accept.includes('application/json') || !accept.includes('text/event-stream')) {
      const message = 'Not Acceptable: Client must accept both application/json and text/event-stream';
      return refuse(response, 406, INVALID_REQUEST, message, session);
    }
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch (error) {
      return refuse(response, 400, PARSE_ERROR, `Parse error: ${error instanceof Error ? error.message : ''}`, session);
    }
    const { id, method, params } = isJsonObject(message) ? message : {};
    if (typeof method !== 'string') return refuse(response, 400, INVALID_REQUEST, 'Validation error', session);
    if (method === 'initialize') sessions.add(session);
    else if (given === undefined) return refuse(response, 400, INVALID_REQUEST, 'Bad Request: Missing session ID', session);
    if (id === undefined) {
      response.writeHead(202, { 'content-type': 'application/json', 'mcp-session-id': session }).end();
      return undefined;
    }
    const result = resultOf(tools, method, isJsonObject(params) ? params : {});
    const answer = result === undefined ? { error: { code: METHOD_NOT_FOUND, message: 'Method not found' } } : { result };
    return sendMessage(response, session, { id, ...answer });
  };

  /** Events that the server sends by itself; it never has any. */
  const listen = (request: IncomingMessage, response: ServerResponse): void => {
    const { 'mcp-session-id': session = '' } = request.headers;
    if (typeof session !== 'string' || !sessions.has(session)) {
      refuse(
        response,
        session === '' ? 400 : 404,
        INVALID_REQUEST,
        session === '' ? 'Bad Request: Missing session ID' : 'Session not found',
      );
    } else response.writeHead(200, { 'content-type': 'text/event-stream', 'mcp-session-id': session }).flushHeaders();
  };

  return async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://mcp');
    const timestamp = Math.floor(clock.now() / 1000);
    if (pathname === '/health') sendJson(response, 200, { status: 'healthy', tools: tools.length, timestamp });
    else if (pathname === '/ready') sendJson(response, 200, { status: 'ready', tools: tools.map(({ name }) => name), timestamp });
    else if (pathname !== '/mcp') response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not Found');
    else if (request.method === 'POST') await post(request, response);
    else if (request.method === 'GET') listen(request, response);
    else if (request.method === 'DELETE') {
      sessions.delete(String(request.headers['mcp-session-id']));
      response.writeHead(200, { 'content-type': 'application/json' }).end();
    } else refuse(response, 405, INVALID_REQUEST, 'Method Not Allowed');
  };
}
