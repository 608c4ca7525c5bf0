import { mcpServerName } from '../../../kinds/kaos/mcp-server.ts';
import type { NormalMcpServer } from '../../../kinds/kaos/normalise-mcp-server.ts';
import type { SpecWarning } from '../../../kinds/kaos/spec-warning.ts';
import { pythonTools } from '../../../templates/kaos/python-tools.ts';
import { telemetryTarget } from '../../../templates/kaos/telemetry-env.ts';
import { variableProblem } from '../agent/agent-warnings.ts';
import type { Problem } from '../problem.ts';
import type { McpServerObserved } from './observe-mcp-server.ts';

/** What the registry knows under `custom`: an image of the user's own. */
const CUSTOM = 'custom';

function runtimeProblem({ overrides, source }: NormalMcpServer, { runtimes }: McpServerObserved): Problem | undefined {
  if (source.from !== 'runtime') return undefined;
  const { params, runtime } = source;
  if (runtime === CUSTOM) {
    return overrides.image === undefined
      ? { reason: 'NoToolSource', message: 'spec.runtime is custom: set spec.container.image' }
      : undefined;
  }
  const found = runtimes.byName[runtime];
  if (found === undefined) {
    const known = Object.keys(runtimes.byName).toSorted().join(', ');
    const why = runtimes.problem === undefined ? '' : `; ${runtimes.problem}`;
    return { reason: 'UnknownRuntime', message: `spec.runtime is ${runtime}: known are ${known}, custom${why}` };
  }
  if (found.transport !== 'http' && found.transport !== 'streamable-http') {
    const message = `runtime ${runtime} speaks ${found.transport}: only HTTP can be reached over a Service`;
    return { reason: 'UnsupportedRuntime', message };
  }
  const missing = found.requiredEnv.filter((variable) => !overrides.env.some(({ name }) => name === variable));
  if (missing.length > 0) {
    const message = `runtime ${runtime} needs ${missing.join(', ')}: set them in spec.container.env`;
    return { reason: 'MissingVariable', message };
  }
  return params === undefined || found.paramsEnvVar === undefined ? undefined : variableProblem('spec.params', params);
}

/** Why an MCPServer cannot be made; undefined where it can. */
export function mcpServerProblem(name: string, spec: NormalMcpServer, observed: McpServerObserved): Problem | undefined {
  const wrong = mcpServerName.problem(name);
  if (wrong !== undefined) return { reason: 'InvalidName', message: wrong };
  const { overrides, source, type } = spec;
  if (source.from === 'nothing') {
    const message = 'there is no source of tools: set spec.config.toolsString, spec.config.mcp, spec.runtime or spec.container.image';
    return { reason: 'NoToolSource', message };
  }
  const runsPython = source.from === 'string' || source.from === 'secret' || source.from === 'package';
  if (type === 'node-runtime' && runsPython && overrides.image === undefined) {
    const message = 'spec.type is node-runtime, and the default images run Python: set spec.container.image';
    return { reason: 'UnsupportedRuntime', message };
  }
  if (source.from === 'string') return variableProblem('spec.config.toolsString', source.text);
  return runtimeProblem(spec, observed);
}

/** What is allowed in an MCPServer's spec and hardly meant. */
export function mcpServerWarnings(spec: NormalMcpServer, observed: McpServerObserved): readonly SpecWarning[] {
  const { overrides, source, telemetry } = spec;
  const warnings: SpecWarning[] = [...spec.warnings];
  if (source.from === 'string') {
    const { invisible, names } = pythonTools(source.text);
    if (names.length === 0) warnings.push({ reason: 'NoTools', message: 'spec.config.toolsString defines no function at its top level' });
    if (invisible.length > 0) {
      const message = `spec.config.toolsString: tools of some servers do not see what stands at the top level (${invisible.slice(0, 5).join(', ')}); put it into the functions`;
      warnings.push({ reason: 'InvisibleNames', message });
    }
  }
  if ((source.from === 'string' || source.from === 'secret') && overrides.env.some(({ name }) => name === 'MCP_TOOLS_STRING')) {
    warnings.push({ reason: 'ReservedVariable', message: 'the environment replaces MCP_TOOLS_STRING, which spec.config.toolsString sets' });
  }
  if (source.from === 'runtime' && source.params !== undefined && observed.runtimes.byName[source.runtime]?.paramsEnvVar === undefined) {
    warnings.push({ reason: 'ParamsIgnored', message: `spec.params is not used: runtime ${source.runtime} takes none` });
  }
  if (observed.runtimes.problem !== undefined) warnings.push({ reason: 'RuntimesInvalid', message: observed.runtimes.problem });
  if (telemetryTarget(telemetry, observed.settings.telemetry).withoutEndpoint) {
    warnings.push({ reason: 'TelemetryWithoutEndpoint', message: 'telemetry is enabled and has no endpoint: none is sent' });
  }
  return warnings;
}
