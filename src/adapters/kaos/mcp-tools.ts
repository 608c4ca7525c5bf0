import { z } from 'zod';
import { McpToolsError, type McpEndpoint, type McpTool, type McpTools } from '../../reconcile/kaos/mcp-tools.ts';
import type { KaosOutside } from './kaos-outside.ts';
import { createMcpExchange, McpSessionLost, type McpSession } from './mcp-exchange.ts';

/** What is asked for; a server answers with what it speaks. */
const PROTOCOL_VERSION = '2025-03-26';

/** A server that never comes to an end is given up. */
const MOST_PAGES = 100;

/** For saying good-bye, which nobody waits for longer. */
const GOODBYE_MS = 2000;

const toolsPage = z.object({
  tools: z.array(z.object({ name: z.string().min(1), description: z.string().nullish() })),
  nextCursor: z.string().nullish(),
});

const opening = z.object({ protocolVersion: z.string() });

/** The tools of MCP servers over streamable HTTP. Each list is a session of its own, ended behind it; a session that is lost is opened again once. */
export function createMcpTools(outside: KaosOutside): McpTools {
  const exchange = createMcpExchange(outside);

  const open = async (server: McpEndpoint, signal: AbortSignal): Promise<McpSession> => {
    const params = { protocolVersion: PROTOCOL_VERSION, capabilities: {}, clientInfo: { name: 'aistack', version: '1' } };
    const { result, sessionId } = await exchange(server, {}, { id: 1, method: 'initialize', params }, signal);
    const parsed = opening.safeParse(result);
    const agreed = parsed.success ? { protocolVersion: parsed.data.protocolVersion } : {};
    const session = { ...agreed, ...(sessionId !== undefined && { id: sessionId }) };
    await exchange(server, session, { method: 'notifications/initialized' }, signal);
    return session;
  };

  const pages = async (server: McpEndpoint, session: McpSession, signal: AbortSignal): Promise<readonly McpTool[]> => {
    const found = new Map<string, McpTool>();
    const cursors = new Set<string>();
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const params = cursor === undefined ? {} : { params: { cursor } };
      const { result } = await exchange(server, session, { id: page + 2, method: 'tools/list', ...params }, signal);
      const parsed = toolsPage.safeParse(result);
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        const where = issue === undefined || issue.path.length === 0 ? 'the result' : issue.path.join('.');
        throw new McpToolsError(
          'Protocol',
          `${server.name}${server.path}: tools/list: ${where} cannot be read: ${issue?.message ?? 'unknown'}`,
        );
      }
      for (const { name, description } of parsed.data.tools) {
        if (!found.has(name)) found.set(name, { name, ...(typeof description === 'string' && { description }) });
      }
      cursor = parsed.data.nextCursor ?? undefined;
      if (cursor === undefined || cursor === '') return [...found.values()];
      if (cursors.has(cursor)) break;
      cursors.add(cursor);
    }
    throw new McpToolsError('Protocol', `${server.name}${server.path}: tools/list: its pages do not end`);
  };

  /** A server holds a session until it is told, or for long. Whether it listens does not matter. */
  const close = async ({ namespace, name, port, path }: McpEndpoint, { id }: McpSession, signal: AbortSignal): Promise<void> => {
    if (id === undefined || signal.aborted) return;
    const headers = { 'mcp-session-id': id };
    await outside.services
      .call({ namespace, name, port }, { method: 'DELETE', path, headers, timeoutMs: GOODBYE_MS, signal })
      .catch(() => {});
  };

  const listOnce = async (server: McpEndpoint, signal: AbortSignal): Promise<readonly McpTool[]> => {
    const session = await open(server, signal);
    try {
      return await pages(server, session, signal);
    } finally {
      await close(server, session, signal);
    }
  };

  return {
    list: async (server, signal) => {
      try {
        return await listOnce(server, signal).catch(async (error: unknown) => {
          if (!(error instanceof McpSessionLost)) throw error;
          return await listOnce(server, signal);
        });
      } catch (error) {
        if (error instanceof McpSessionLost) throw new McpToolsError('Protocol', `${error.message}, twice`, { cause: error });
        throw error;
      }
    },
  };
}
