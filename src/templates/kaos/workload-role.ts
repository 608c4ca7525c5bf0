import type { Labels } from '../shared/labels.ts';

/** How one kind's objects are called. Upstream's names, so that an operator that takes over finds what is there. */
export interface WorkloadRole {
  /** Prefix of Deployment and Service, `app` label and the label with the object's name. */
  readonly app: 'agent' | 'modelapi' | 'mcpserver';
  /** Name of the one container. */
  readonly container: string;
  /** Prefix of the HTTPRoute and part of its path. */
  readonly route: 'agent' | 'modelapi' | 'mcp';
}

export const AGENT_ROLE: WorkloadRole = { app: 'agent', container: 'agent', route: 'agent' };
export const MODEL_API_ROLE: WorkloadRole = { app: 'modelapi', container: 'model-api', route: 'modelapi' };
export const MCP_SERVER_ROLE: WorkloadRole = { app: 'mcpserver', container: 'mcp-server', route: 'mcp' };

/** The object that children are made for. */
export interface WorkloadOwner {
  readonly name: string;
  readonly namespace: string;
}

/** Name of the Deployment, the Service and (for agents) the ConfigMap. */
export function workloadName({ app }: WorkloadRole, name: string): string {
  return `${app}-${name}`;
}

/** Name of the HTTPRoute. */
export function routeName({ route }: WorkloadRole, name: string): string {
  return `${route}-${name}`;
}

/** Name of the ConfigMap with LiteLLM's file. */
export function litellmConfigName(name: string): string {
  return `litellm-config-${name}`;
}

/** The labels by which Deployment and Service select pods. They never change. */
export function selectorLabels({ app }: WorkloadRole, name: string): Labels {
  return { app, [app]: name };
}

/** Selects every pod that the operator's Deployments make: `app` is one of the three. */
export const POD_SELECTOR = 'app in (agent,modelapi,mcpserver)';

/** `http://<service>.<namespace>.svc.<domain>`, with the port where it is not 80. */
export function serviceUrl(role: WorkloadRole, owner: WorkloadOwner, domain: string, port = 80): string {
  return `http://${workloadName(role, owner.name)}.${owner.namespace}.svc.${domain}${port === 80 ? '' : `:${port}`}`;
}
