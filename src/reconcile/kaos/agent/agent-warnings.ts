import type { NormalAgent } from '../../../kinds/kaos/normalise-agent.ts';
import type { SpecWarning } from '../../../kinds/kaos/spec-warning.ts';
import { servesModel } from '../../../templates/kaos/litellm-config.ts';
import type { AgentValues } from '../../../templates/kaos/agent-values.ts';
import { withoutProvider } from '../../../templates/kaos/provider.ts';
import { telemetryTarget } from '../../../templates/kaos/telemetry-env.ts';
import type { Problem } from '../problem.ts';
import type { AgentObserved } from './observe-agent.ts';

const RESERVED = /^(?:AGENT_NAME|MODEL_API_URL|PEER_AGENTS|PEER_AGENT_.*|MCP_SERVERS?|MCP_SERVER_.*)$/;
/** A prompt of this size is hardly meant to be an environment variable; Linux takes none of more than 128 KiB. */
const LONG_BYTES = 32 * 1024;
const MOST_BYTES = 128 * 1024 - 64;

/** Bytes of a text in UTF-8. */
function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Texts that become environment variables: what makes them impossible. */
export function variableProblem(field: string, text: string): Problem | undefined {
  if (text.includes('\0')) return { reason: 'InvalidSpec', message: `${field} holds a NUL character, which no environment variable can` };
  const bytes = bytesOf(text);
  if (bytes <= MOST_BYTES) return undefined;
  return { reason: 'TextTooLong', message: `${field} is ${bytes} bytes long: a container takes at most 128 KiB in one variable` };
}

/** A model that the ModelAPI is known not to serve; undefined where it does, or where nobody can tell. */
export function modelProblem(spec: NormalAgent, { model }: AgentValues, { modelApi }: AgentObserved): Problem | undefined {
  const backend = modelApi.spec?.backend;
  if (backend === undefined || spec.hasUnknownModel) return undefined;
  const tagged = (name: string): string => (name.includes(':') ? name : `${name}:latest`);
  const isServed =
    backend.mode === 'Hosted'
      ? tagged(withoutProvider(model)) === tagged(withoutProvider(backend.model))
      : servesModel(backend.proxy, model);
  if (isServed !== false) return undefined;
  const serves = backend.mode === 'Hosted' ? backend.model : [backend.proxy.model ?? backend.proxy.models].flat().join(', ');
  return { reason: 'ModelNotServed', message: `the agent asks for ${model}, and ModelAPI ${modelApi.name} serves ${serves}` };
}

/** What is allowed in an agent's spec and hardly meant. */
export function agentWarnings(name: string, spec: NormalAgent, values: AgentValues, observed: AgentObserved): readonly SpecWarning[] {
  const warnings: SpecWarning[] = [...spec.warnings];
  if (spec.peers.includes(name)) {
    warnings.push({ reason: 'SelfReference', message: 'spec.agentNetwork.access names the agent itself: it is left out' });
  }
  const reserved = spec.overrides.env.map((entry) => entry.name).filter((variable) => RESERVED.test(variable));
  if (reserved.length > 0) {
    const message = `the environment replaces ${reserved.join(', ')}, which the operator works out`;
    warnings.push({ reason: 'ReservedVariable', message });
  }
  const bytes = bytesOf(spec.instructions);
  if (bytes > LONG_BYTES) {
    warnings.push({
      reason: 'LongInstructions',
      message: `spec.config.instructions is ${bytes} bytes long: more than 32 KiB in one variable`,
    });
  }
  if (telemetryTarget(spec.telemetry, observed.settings.telemetry).withoutEndpoint) {
    warnings.push({ reason: 'TelemetryWithoutEndpoint', message: 'telemetry is enabled and has no endpoint: none is sent' });
  }
  if (spec.replicas > 1) {
    warnings.push({ reason: 'MemoryPerPod', message: `each of the ${spec.replicas} replicas remembers only its own sessions` });
  }
  const model = modelProblem(spec, values, observed);
  return model === undefined ? warnings : [...warnings, model];
}
