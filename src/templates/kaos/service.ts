import type { V1ServiceSpec } from '@kubernetes/client-node';
import type { Manifest } from '../../kernel/kube-object.ts';
import { childMetadata } from './child-metadata.ts';
import { selectorLabels, workloadName, type WorkloadOwner, type WorkloadRole } from './workload-role.ts';

/** A Service port and the container port behind it. */
export interface PortPair {
  readonly port: number;
  readonly targetPort: number;
}

/** Agents and MCP servers: port 80 before the container's 8000. */
export const WEB_PORTS: PortPair = { port: 80, targetPort: 8000 };
/** LiteLLM and Ollama are known by their own ports. */
export const LITELLM_PORTS: PortPair = { port: 8000, targetPort: 8000 };
export const OLLAMA_PORTS: PortPair = { port: 11_434, targetPort: 11_434 };

/** The Service of one object's pods. */
export function service(role: WorkloadRole, owner: WorkloadOwner, { port, targetPort }: PortPair): Manifest {
  const spec: V1ServiceSpec = {
    type: 'ClusterIP',
    selector: { ...selectorLabels(role, owner.name) },
    ports: [{ name: 'http', port, targetPort, protocol: 'TCP' }],
  };
  return { apiVersion: 'v1', kind: 'Service', metadata: childMetadata(role, owner, workloadName(role, owner.name)), spec };
}
