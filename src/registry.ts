import type { Outside } from './cluster/outside.ts';
import type { SystemId } from './kernel/kind-definition.ts';
import type { KindReconciler } from './reconcile/engine/contract.ts';
import type { OperatorFacts } from './reconcile/engine/lease-guard.ts';

/** A reconciler whose own types do not matter to who holds it. */
export type AnyReconciler = KindReconciler<unknown, unknown, unknown>;

/** One system: what the commands and the composition root must know of it. Its reconcilers are loaded only when they are asked for. */
export interface System {
  readonly id: SystemId;
  readonly title: string;
  /** Domain of its API group: composite views are `cli.<domain>/v1`. */
  readonly domain: string;
  /** Its operator in the cluster, with upstream's names, so that an old operator and this one never act at once. */
  readonly operator: OperatorFacts;
  /** `outside`: what its ports use. Where nothing is asked (offline, and where only rights or children are looked at) it may be one that refuses. */
  readonly load: (outside: Outside) => Promise<readonly AnyReconciler[]>;
}

function operator(namespace: string, deployment: string, leaseName: string, image: string): OperatorFacts {
  return { namespace, deployment, leaseName, image };
}

/** All systems, in the order in which they are listed and installed. */
export const SYSTEMS: readonly System[] = [
  {
    id: 'maia',
    title: 'MAIA',
    domain: 'maia.cuemby.com',
    operator: operator('maia-system', 'maia-operator', 'maia-operator.cuemby.com', 'maia-operator'),
    load: async (outside) => {
      const [{ createAdminApi }, { maiaInstanceReconciler }, { maiaTenantReconciler }] = await Promise.all([
        import('./adapters/maia/admin-api.ts'),
        import('./reconcile/maia/maia-instance.ts'),
        import('./reconcile/maia/maia-tenant.ts'),
      ]);
      const admin = createAdminApi(outside);
      return [maiaInstanceReconciler(admin), maiaTenantReconciler(admin)];
    },
  },
  {
    id: 'abi',
    title: 'ABI',
    domain: 'abi.io',
    operator: operator('abi-system', 'abi-operator', 'abi-operator.abi.io', 'abi-operator'),
    load: async () => [(await import('./reconcile/abi/abi-instance.ts')).abiInstance],
  },
  {
    id: 'neurallog',
    title: 'NeuralLog',
    domain: 'neurallog.io',
    operator: operator('system', 'controller-manager', 'neurallog-operator.neurallog.io', 'neurallog'),
    load: async () => [(await import('./reconcile/neurallog/tenant.ts')).tenant],
  },
  {
    id: 'kaos',
    title: 'KAOS',
    domain: 'kaos.tools',
    operator: operator('kaos-system', 'kaos-operator-controller-manager', 'kaos-operator.kaos.tools', 'kaos-operator'),
    load: async (outside) => {
      const [{ createMcpTools }, { agentReconciler }, { mcpServerReconciler }, { modelApiReconciler }] = await Promise.all([
        import('./adapters/kaos/mcp-tools.ts'),
        import('./reconcile/kaos/agent.ts'),
        import('./reconcile/kaos/mcp-server.ts'),
        import('./reconcile/kaos/model-api.ts'),
      ]);
      return [modelApiReconciler, mcpServerReconciler(createMcpTools(outside)), agentReconciler];
    },
  },
  {
    id: 'marie',
    title: 'Marie',
    domain: 'marie.ai',
    operator: operator('marie-system', 'marie-operator', 'marie-operator-leader-election', 'marie-operator'),
    load: async (outside) => {
      const [{ createMarieGateway }, { marieClusterReconciler }, { marieJobReconciler }] = await Promise.all([
        import('./adapters/marie/marie-gateway.ts'),
        import('./reconcile/marie/marie-cluster.ts'),
        import('./reconcile/marie/marie-job.ts'),
      ]);
      const gateway = createMarieGateway(outside);
      return [marieClusterReconciler(gateway, outside), marieJobReconciler(gateway, outside.image)];
    },
  },
];

/** The field manager of what a person does to a system's objects through this program. */
export function cliFieldManager(system: SystemId): string {
  return `${system}-cli`;
}
