import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import type { OfferedTool } from './agent-words.ts';
import type { KnownServer } from './agent-config.ts';

/** Asks another server of the cluster; rejects where it is not reached. */
export type FetchInside = (
  url: string,
  request?: { readonly method?: string; readonly headers?: Readonly<Record<string, string>>; readonly body?: string },
) => Promise<Response>;

/** A tool, and where it is called. */
export interface ReachedTool extends OfferedTool {
  readonly server: KnownServer;
}

const HEADERS = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' };

async function exchange(
  fetchInside: FetchInside,
  url: string,
  message: JsonObject,
  session?: string,
): Promise<{ session: string; result: JsonObject }> {
  const answer = await fetchInside(url, {
    method: 'POST',
    headers: { ...HEADERS, ...(session !== undefined && { 'mcp-session-id': session }) },
    body: JSON.stringify({ jsonrpc: '2.0', ...message }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${String(answer.status)}`);
  const data = text.split(/\r?\n/).find((line) => line.startsWith('data: '));
  const parsed: unknown = text === '' ? {} : JSON.parse(data?.slice('data: '.length) ?? text);
  const result = isJsonObject(parsed) ? parsed['result'] : undefined;
  return { session: answer.headers.get('mcp-session-id') ?? session ?? '', result: isJsonObject(result) ? result : {} };
}

async function opened(fetchInside: FetchInside, url: string): Promise<string> {
  const params = { protocolVersion: '2025-03-26', capabilities: {}, clientInfo: { name: 'agent', version: '1' } };
  const { session } = await exchange(fetchInside, url, { id: 1, method: 'initialize', params });
  await exchange(fetchInside, url, { method: 'notifications/initialized' }, session);
  return session;
}

/** The parameters that must be given, where all of them are texts. */
function requiredTexts(schema: unknown): readonly string[] | undefined {
  if (!isJsonObject(schema)) return undefined;
  const { properties, required } = schema;
  const wanted = Array.isArray(required) ? required.map(String) : [];
  const isText = (name: string): boolean => {
    const property = isJsonObject(properties) ? properties[name] : undefined;
    return isJsonObject(property) && property['type'] === 'string';
  };
  return wanted.every(isText) ? wanted : undefined;
}

/** The tools of a server, over MCP. Rejects where it is not reached. */
export async function reachedTools(fetchInside: FetchInside, server: KnownServer): Promise<readonly ReachedTool[]> {
  const url = `${server.url}/mcp`;
  const session = await opened(fetchInside, url);
  const { result } = await exchange(fetchInside, url, { id: 2, method: 'tools/list' }, session);
  await fetchInside(url, { method: 'DELETE', headers: { 'mcp-session-id': session } });
  const tools: readonly unknown[] = Array.isArray(result['tools']) ? result['tools'] : [];
  return tools.filter(isJsonObject).map(({ description, inputSchema, name }) => {
    const texts = requiredTexts(inputSchema);
    const words = typeof description === 'string' ? description : '';
    return { name: String(name), description: words, server, ...(texts !== undefined && { texts }) };
  });
}

/** Calls a tool over MCP; gives what it says, also where that is an error. */
export async function callReachedTool(fetchInside: FetchInside, { name, server }: ReachedTool, given: JsonObject): Promise<string> {
  const url = `${server.url}/mcp`;
  const session = await opened(fetchInside, url);
  const { result } = await exchange(fetchInside, url, { id: 2, method: 'tools/call', params: { name, arguments: given } }, session);
  await fetchInside(url, { method: 'DELETE', headers: { 'mcp-session-id': session } });
  const content: readonly unknown[] = Array.isArray(result['content']) ? result['content'] : [];
  return content.flatMap((each) => (isJsonObject(each) && typeof each['text'] === 'string' ? [each['text']] : [])).join('\n');
}
