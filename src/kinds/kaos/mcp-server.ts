import { SECRET, SERVICE_ACCOUNT } from '../../kernel/builtin-types.ts';
import type { KindDefinition } from '../../kernel/kind-definition.ts';
import { nameRule } from '../shared/names.ts';
import { environmentReferences } from '../shared/environment-references.ts';
import type { McpServerSpec } from './mcp-server-spec.ts';
import { mcpServerSpec } from './mcp-server-spec.ts';
import type { McpServerStatus } from './mcp-server-status.ts';
import { mcpServerStatus } from './mcp-server-status.ts';

export type { McpServerSpec } from './mcp-server-spec.ts';
export type { McpServerStatus } from './mcp-server-status.ts';

/** Names of MCPServers: their Service is `mcpserver-<name>`. */
export const mcpServerName = nameRule('RFC 1123 label', 53, 'its Service is called mcpserver-<name>');

/** Tools behind the Model Context Protocol. */
export const mcpServer: KindDefinition<McpServerSpec, McpServerStatus> = {
  system: 'kaos',
  group: 'kaos.tools',
  version: 'v1alpha1',
  kind: 'MCPServer',
  listKind: 'MCPServerList',
  plural: 'mcpservers',
  singular: 'mcpserver',
  scope: 'Namespaced',
  shortNames: ['mcp', 'mcps'],
  categories: ['kaos'],
  description: 'Tools behind the Model Context Protocol, from Python source, a package or an image.',
  columns: [
    { name: 'Type', type: 'string', jsonPath: '.spec.type' },
    { name: 'MCP', type: 'string', jsonPath: '.spec.config.mcp' },
    { name: 'Ready', type: 'boolean', jsonPath: '.status.ready' },
    { name: 'Phase', type: 'string', jsonPath: '.status.phase' },
    { name: 'Endpoint', type: 'string', jsonPath: '.status.endpoint', priority: 1 },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
  references: [
    { path: ['spec', 'config', 'tools', 'fromSecretKeyRef'], to: SECRET },
    { path: ['spec', 'serviceAccountName'], to: SERVICE_ACCOUNT },
    ...environmentReferences('spec', 'config', 'env'),
    ...environmentReferences('spec', 'container', 'env'),
  ],
  smallestSpec: { type: 'python-runtime' },
  nameProblem: mcpServerName.problem,
  rules: mcpServerName.rules,
  specPresence: 'required',
  spec: mcpServerSpec,
  status: mcpServerStatus,
};
