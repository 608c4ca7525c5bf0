import type { RuleCase } from './rule-case.ts';

const rule = (kind: string, spec: unknown, refused?: string): RuleCase => ({ kind, spec, ...(refused === undefined ? {} : { refused }) });

const proxy = (proxyConfig: unknown): unknown => ({ mode: 'Proxy', proxyConfig });

export const kaosRuleCases: readonly RuleCase[] = [
  rule('ModelAPI', { mode: 'Proxy' }, 'mode Proxy needs proxyConfig'),
  rule('ModelAPI', { mode: 'Hosted', proxyConfig: {} }, 'mode Hosted needs serverConfig'),
  rule('ModelAPI', { mode: 'Hosted', hostedConfig: { model: 'smollm2:135m' } }),
  rule('ModelAPI', { mode: 'Hosted', serverConfig: { model: 'smollm2:135m' } }),
  rule('ModelAPI', proxy({ apiKey: {} }), 'either a value or a valueFrom'),
  rule('ModelAPI', proxy({ apiKey: { value: 'x' } })),
  rule('ModelAPI', proxy({ apiKey: { valueFrom: {} } }), 'either a configMapKeyRef or a secretKeyRef'),
  rule('ModelAPI', proxy({ env: [{ name: 'A', value: 'x', valueFrom: {} }] }), 'either a value or a valueFrom'),
  rule('MCPServer', {}, 'either type or runtime is required'),
  rule('MCPServer', { runtime: 'custom' }, 'runtime custom needs container.image'),
  rule('MCPServer', { runtime: 'custom', container: {} }, 'runtime custom needs container.image'),
  rule('MCPServer', { runtime: 'custom', container: { image: 'tools:1' } }),
  rule('Agent', { modelAPI: 'llm' }),
  rule('Agent', { modelAPI: 'other/llm' }, 'in the same namespace'),
  rule('Agent', { modelAPI: 'llm', mcpServers: ['other/tools'] }, 'in the same namespace'),
  rule('Agent', { modelAPI: 'llm', agentNetwork: { access: ['other/agent'] } }, 'in the same namespace'),
];
