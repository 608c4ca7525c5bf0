import type { V1PodSpec } from '@kubernetes/client-node';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { NormalAgent } from '../../../kinds/kaos/normalise-agent.ts';
import type { AgentValues } from '../../../templates/kaos/agent-values.ts';
import { AGENT_ROLE, MCP_SERVER_ROLE, MODEL_API_ROLE, serviceUrl, type WorkloadOwner } from '../../../templates/kaos/workload-role.ts';
import { LITELLM_PORTS, OLLAMA_PORTS } from '../../../templates/kaos/service.ts';
import type { AgentObserved } from './observe-agent.ts';

/** What agents ask for where nobody says anything: the runtime's own default. */
const DEFAULT_MODEL = 'smollm2:135m';

function liveVariable(live: KubeObject | undefined, name: string): string | undefined {
  const spec = live?.['spec'] as { readonly template?: { readonly spec?: V1PodSpec } } | undefined;
  const container = spec?.template?.spec?.containers.find((item) => item.name === AGENT_ROLE.container);
  // What was written doubled, so that Kubernetes does not read it as a reference.
  return container?.env?.find((entry) => entry.name === name)?.value?.replaceAll('$$', '$');
}

/** The URL and the model of the ModelAPI. While that is missing, a running agent keeps what it was given: its pods must not be replaced. */
function modelOf(owner: WorkloadOwner, spec: NormalAgent, observed: AgentObserved): Pick<AgentValues, 'model' | 'modelApiUrl'> {
  const { live, modelApi, settings } = observed;
  const backend = modelApi.spec?.backend;
  const { port } = backend?.mode === 'Hosted' ? OLLAMA_PORTS : LITELLM_PORTS;
  const url = serviceUrl(MODEL_API_ROLE, { name: spec.modelApi, namespace: owner.namespace }, settings.clusterDomain, port);
  const isOther = liveVariable(live.deployment, 'MODEL_API_URL')?.startsWith(url.slice(0, url.lastIndexOf(':'))) === false;
  const kept = backend === undefined && !isOther ? live.deployment : undefined;
  const hosted = backend?.mode === 'Hosted' ? backend.model : undefined;
  return {
    modelApiUrl: liveVariable(kept, 'MODEL_API_URL') ?? url,
    model: spec.model ?? hosted ?? liveVariable(kept, 'MODEL_NAME') ?? DEFAULT_MODEL,
  };
}

/** What an agent's children are made from. URLs follow from names, so that nobody's readiness replaces pods. */
export function agentValues(owner: WorkloadOwner, spec: NormalAgent, observed: AgentObserved): AgentValues {
  const { peers, servers, settings } = observed;
  const { clusterDomain } = settings;
  const url = (role: Parameters<typeof serviceUrl>[0], name: string): string =>
    serviceUrl(role, { name, namespace: owner.namespace }, clusterDomain);
  return {
    ...owner,
    spec,
    settings,
    ...modelOf(owner, spec, observed),
    servers: servers.map(({ name }) => ({ name, url: url(MCP_SERVER_ROLE, name) })),
    peers: peers.filter(({ exposed, state }) => state === 'present' && exposed).map(({ name }) => ({ name, url: url(AGENT_ROLE, name) })),
    tools: Object.fromEntries(servers.map(({ name, tools }) => [name, tools])),
  };
}
