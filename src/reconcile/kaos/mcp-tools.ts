/** One MCP server as it is reached inside the cluster: its Service, and the path at which it speaks the protocol. */
export interface McpEndpoint {
  readonly namespace: string;
  /** Name of the Service. */
  readonly name: string;
  /** Port of the Service. */
  readonly port: number;
  /** Path of the streamable HTTP transport, such as /mcp. */
  readonly path: string;
}

/** One tool as `tools/list` of the Model Context Protocol names it. */
export interface McpTool {
  readonly name: string;
  readonly description?: string;
}

/** The way to what an MCP server offers. */
export interface McpTools {
  /** All its tools, in its order, over as many pages as it takes. Fails with an McpToolsError. */
  list(server: McpEndpoint, signal: AbortSignal): Promise<readonly McpTool[]>;
}

/** Unreachable: no answer. Protocol: an answer that is not the protocol's, or its error. Unauthorized: it wants a credential. */
export type McpToolsFailure = 'Unreachable' | 'Protocol' | 'Unauthorized';

/** Why a server's tools could not be listed. The message holds no secret. */
export class McpToolsError extends Error {
  override readonly name = 'McpToolsError';
  readonly reason: McpToolsFailure;

  constructor(reason: McpToolsFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
