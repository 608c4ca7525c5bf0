import { expect, test } from 'vitest';
import { specChecks } from '../../../test/support/spec-checks.ts';
import { mcpServer, mcpServerName } from './mcp-server.ts';

const { accepted, issuesOf } = specChecks(mcpServer.spec);

test('tools from a text and from a package are taken as written', () => {
  const fromText = {
    type: 'python-runtime',
    config: { toolsString: 'def echo(text: str) -> str:\n    """Return the text unchanged."""\n    return text\n' },
  };
  const fromPackage = { type: 'python-runtime', config: { mcp: 'test-mcp-echo-server', env: [{ name: 'LOG_LEVEL', value: 'INFO' }] } };
  expect(accepted(fromText)).toEqual(fromText);
  expect(accepted(fromPackage)).toEqual(fromPackage);
});

test('no tool source and two tool sources are for the operator to report', () => {
  expect(issuesOf({ type: 'node-runtime', config: {} })).toEqual([]);
  expect(issuesOf({ type: 'python-runtime', config: { mcp: 'a', toolsString: 'def b(): pass' } })).toEqual([]);
});

test('the newer names are taken beside the guide’s', () => {
  const spec = {
    type: 'python-runtime',
    config: { tools: { fromPackage: 'p', fromString: 's', fromSecretKeyRef: { name: 'tools', key: 'tools.py' } } },
    container: { image: 'registry.example/mcp:1', args: ['--stdio'] },
    podSpec: { containers: [{ name: 'mcp-server', tty: true }] },
    serviceAccountName: 'tools',
    gatewayRoute: { timeout: '0s' },
    resources: { requests: { cpu: '50m' } },
  };
  expect(accepted(spec)).toEqual(spec);
  expect(accepted({ runtime: 'kubernetes', params: '--read-only' })).toEqual({ runtime: 'kubernetes', params: '--read-only' });
});

test('a server says what it runs', () => {
  expect(issuesOf({})).toEqual(['']);
  expect(issuesOf({ type: 'ruby-runtime' })).toEqual(['type']);
  expect(issuesOf({ runtime: 'custom' })).toEqual(['']);
  expect(issuesOf({ runtime: 'custom', container: {} })).toEqual(['']);
  expect(issuesOf({ runtime: 'custom', container: { image: 'x' } })).toEqual([]);
});

test('identity and columns are those of the CRD that users know', () => {
  expect(mcpServer).toMatchObject({
    group: 'kaos.tools',
    version: 'v1alpha1',
    kind: 'MCPServer',
    listKind: 'MCPServerList',
    plural: 'mcpservers',
    singular: 'mcpserver',
    scope: 'Namespaced',
    shortNames: ['mcp', 'mcps'],
    categories: ['kaos'],
  });
  expect(mcpServer.columns.map(({ name, jsonPath, priority = 0 }) => [name, jsonPath, priority])).toEqual([
    ['Type', '.spec.type', 0],
    ['MCP', '.spec.config.mcp', 0],
    ['Ready', '.status.ready', 0],
    ['Phase', '.status.phase', 0],
    ['Endpoint', '.status.endpoint', 1],
    ['Age', '.metadata.creationTimestamp', 0],
  ]);
});

test('a status lists the tools', () => {
  expect(mcpServer.status.safeParse({ phase: 'Ready', ready: true, availableTools: ['echo'] }).success).toBe(true);
  expect(mcpServer.status.safeParse({ availableTools: 'echo' }).success).toBe(false);
});

test('a name is at most 53 characters long', () => {
  expect(mcpServerName.problem('a'.repeat(53))).toBeUndefined();
  expect(mcpServerName.problem('a'.repeat(54))).toContain('53');
  expect(mcpServerName.problem('my.name')).toContain('without dots');
  expect(mcpServer.rules).toEqual(expect.arrayContaining([...mcpServerName.rules]));
});
