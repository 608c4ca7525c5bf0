import type { V1PodSpec } from '@kubernetes/client-node';
import { agentEnv } from './agent-env.ts';
import type { AgentValues } from './agent-values.ts';
import { POD_DEFAULTS } from './deployment.ts';
import { probeTimes } from './probe-times.ts';
import { AGENT_ROLE, workloadName } from './workload-role.ts';

/** Port of the agent's runtime. */
const PORT = 8000;

/** The pod of an agent before the user's changes. The image starts the runtime by itself. */
export function agentPod(values: AgentValues): V1PodSpec {
  return {
    ...POD_DEFAULTS,
    automountServiceAccountToken: false,
    containers: [
      {
        name: AGENT_ROLE.container,
        image: values.settings.images.agent,
        imagePullPolicy: 'IfNotPresent',
        ports: [{ name: 'http', containerPort: PORT, protocol: 'TCP' }],
        env: [...agentEnv(values)],
        livenessProbe: { httpGet: { path: '/health', port: PORT, scheme: 'HTTP' }, ...probeTimes(30, 10, 3, 3) },
        readinessProbe: { httpGet: { path: '/ready', port: PORT, scheme: 'HTTP' }, ...probeTimes(5, 5, 3, 3) },
        volumeMounts: [{ name: 'card', mountPath: '/etc/kaos', readOnly: true }],
      },
    ],
    volumes: [{ name: 'card', configMap: { name: workloadName(AGENT_ROLE, values.name) } }],
  };
}
