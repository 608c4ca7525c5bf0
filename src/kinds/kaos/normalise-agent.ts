import type { AgentSpec } from './agent-spec.ts';
import { fieldChoice } from './field-choice.ts';
import type { SpecWarning } from './spec-warning.ts';
import { workloadOverrides, type WorkloadOverrides } from './workload-overrides.ts';

type Config = NonNullable<AgentSpec['config']>;

/** An Agent's spec with one name for everything: what planners, templates and the graph go by. */
export interface NormalAgent {
  readonly modelApi: string;
  /** The model to ask for, where the spec says so in words. Undefined also where MODEL_NAME comes from elsewhere (`modelFrom`). */
  readonly model?: string;
  /** MODEL_NAME is taken from a Secret, a ConfigMap or the like: its value is not known. */
  readonly hasUnknownModel: boolean;
  /** Names of MCPServers, sorted, each once. */
  readonly mcpServers: readonly string[];
  /** Absent: as the operator is set. */
  readonly expose?: boolean;
  /** Names of peers, sorted, each once. Its own name may be among them. */
  readonly peers: readonly string[];
  readonly description: string;
  readonly instructions: string;
  /** Absent: the runtime's own defaults. */
  readonly loop?: { readonly maxSteps: number; readonly enableTools?: boolean; readonly enableDelegation?: boolean };
  readonly memory?: Config['memory'];
  readonly telemetry?: Config['telemetry'];
  readonly replicas: number;
  readonly waitForDependencies: boolean;
  readonly overrides: WorkloadOverrides;
  readonly warnings: readonly SpecWarning[];
}

function duplicates(field: string, names: readonly string[]): readonly SpecWarning[] {
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].toSorted();
  return twice.length === 0 ? [] : [{ reason: 'DuplicateReference', message: `${field} names ${twice.join(', ')} more than once` }];
}

function sortedOnce(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted();
}

/** Turns an Agent's spec, whichever names it uses, into one form. Pure. */
export function normaliseAgent(spec: AgentSpec): NormalAgent {
  const { agentNetwork = {}, config = {}, mcpServers = [], modelAPI, replicas, waitForDependencies } = spec;
  const { access = [], expose } = agentNetwork;
  const { agenticLoop, description = '', env, instructions = '', memory, telemetry } = config;
  const overrides = workloadOverrides(spec, { resources: spec.resources, env });
  const named = overrides.env.find(({ name }) => name === 'MODEL_NAME');
  const model = fieldChoice(
    { field: 'spec.config.env[MODEL_NAME]', value: named?.value },
    { field: 'spec.model', value: named?.valueFrom === undefined ? spec.model : undefined },
  );
  const steps = fieldChoice(
    { field: 'spec.config.agenticLoop.maxSteps', value: agenticLoop?.maxSteps },
    { field: 'spec.config.reasoningLoopMaxSteps', value: config.reasoningLoopMaxSteps },
  );
  return {
    modelApi: modelAPI,
    ...(model.value === undefined ? {} : { model: model.value }),
    hasUnknownModel: named?.valueFrom !== undefined,
    mcpServers: sortedOnce(mcpServers),
    ...(expose === undefined ? {} : { expose }),
    peers: sortedOnce(access),
    description,
    instructions,
    ...(steps.value === undefined
      ? {}
      : {
          loop: {
            maxSteps: steps.value,
            ...(agenticLoop === undefined ? {} : { enableTools: agenticLoop.enableTools, enableDelegation: agenticLoop.enableDelegation }),
          },
        }),
    ...(memory === undefined ? {} : { memory }),
    ...(telemetry === undefined ? {} : { telemetry }),
    replicas,
    waitForDependencies,
    overrides,
    warnings: [
      ...model.warnings,
      ...steps.warnings,
      ...duplicates('spec.mcpServers', mcpServers),
      ...duplicates('spec.agentNetwork.access', access),
    ],
  };
}
