import type { SystemId } from '../../kernel/kind-definition.ts';

/** Which manager: one system's, or the one that reconciles all of them. */
export type OperatorId = SystemId | 'aistack';

/** The names of a manager in the cluster. Those of a system are its upstream operator's, so that its users find what they know. */
export interface OperatorIdentity {
  readonly id: OperatorId;
  /** Where it is installed by default. */
  readonly namespace: string;
  readonly deployment: string;
  readonly serviceAccount: string;
  /** Of the ClusterRole, and of the Role in each namespace where it is limited to some. */
  readonly role: string;
  readonly roleBinding: string;
  /** Of the Role in its own namespace for leases. */
  readonly leaderRole: string;
  /** What its pods are selected by. */
  readonly podLabels: Readonly<Record<string, string>>;
}

function named(id: OperatorId, name: string, component: string): Omit<OperatorIdentity, 'namespace'> {
  return {
    id,
    deployment: name,
    serviceAccount: name,
    role: `${name}-role`,
    roleBinding: `${name}-rolebinding`,
    leaderRole: `${name}-leader-election-role`,
    podLabels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': component },
  };
}

const CONTROLLER = { 'control-plane': 'controller-manager' };

/** Every manager by its id. */
export const OPERATOR_IDENTITIES: Readonly<Record<OperatorId, OperatorIdentity>> = {
  aistack: { ...named('aistack', 'aistack-operator', 'controller'), namespace: 'aistack-system' },
  maia: { ...named('maia', 'maia-operator', 'controller'), namespace: 'maia-system' },
  abi: {
    ...named('abi', 'abi-operator', 'operator'),
    namespace: 'abi-system',
    podLabels: { 'app.kubernetes.io/name': 'abi-operator', 'app.kubernetes.io/component': 'operator', ...CONTROLLER },
  },
  neurallog: {
    ...named('neurallog', 'controller-manager', 'controller'),
    namespace: 'system',
    role: 'manager-role',
    roleBinding: 'manager-rolebinding',
    leaderRole: 'neurallog-leader-election-role',
    podLabels: { 'app.kubernetes.io/name': 'neurallog-operator', ...CONTROLLER },
  },
  kaos: {
    ...named('kaos', 'kaos-operator', 'controller'),
    namespace: 'kaos-system',
    deployment: 'kaos-operator-controller-manager',
    role: 'kaos-operator',
    podLabels: { 'app.kubernetes.io/name': 'kaos-operator', ...CONTROLLER },
  },
  marie: {
    ...named('marie', 'marie-operator', 'controller'),
    namespace: 'marie-system',
    serviceAccount: 'marie-operator-controller-manager',
    role: 'marie-operator-manager-role',
    roleBinding: 'marie-operator-manager-rolebinding',
  },
};
