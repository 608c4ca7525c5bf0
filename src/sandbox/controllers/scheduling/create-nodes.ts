import { timestamp } from '../../../kernel/clock.ts';
import type { Hands } from '../framework/hands.ts';

/** Which nodes there are. */
export interface NodeOptions {
  /** How many. Default 3; they are called `node-1`, `node-2`, … as kwok's are. */
  readonly nodes?: number;
  /** `nvidia.com/gpu` of the last one. Default 0. */
  readonly gpus?: number;
}

const CONDITIONS = [
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['NetworkUnavailable', 'False', 'RouteCreated', 'RouteController created a route'],
] as const;

/** Registers ready nodes: 64 CPUs, 256Gi and room for 10,000 pods each. Those that are there already stay as they are. */
export function createNodes(hands: Hands, { nodes = 3, gpus = 0 }: NodeOptions): void {
  const writer = hands.as({ manager: 'kubelet', component: 'kubelet' });
  if (hands.registry.named('nodes') === undefined) return;
  const controller = hands.as({ manager: 'kube-controller-manager', component: 'node-controller' });
  const now = timestamp(hands.clock.now());
  for (let number = 1; number <= nodes; number += 1) {
    const name = `node-${String(number)}`;
    if (hands.read('nodes', undefined, name) !== undefined) continue;
    const amounts = {
      cpu: '64',
      'ephemeral-storage': '1Ti',
      memory: '256Gi',
      pods: '10k',
      ...(number === nodes && gpus > 0 ? { 'nvidia.com/gpu': String(gpus) } : {}),
    };
    const created = writer.create('nodes', undefined, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        labels: {
          'beta.kubernetes.io/arch': 'amd64',
          'beta.kubernetes.io/os': 'linux',
          'kubernetes.io/arch': 'amd64',
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
        },
      },
      spec: {},
    });
    const ready = writer.updateStatus('nodes', created, {
      addresses: [
        { address: '127.0.0.1', type: 'InternalIP' },
        { address: name, type: 'Hostname' },
      ],
      allocatable: amounts,
      capacity: amounts,
      conditions: CONDITIONS.map(([type, status, reason, message]) => {
        return { lastHeartbeatTime: now, lastTransitionTime: now, message, reason, status, type };
      }),
      nodeInfo: {
        architecture: 'amd64',
        bootID: '',
        containerRuntimeVersion: 'sandbox',
        kernelVersion: 'sandbox',
        kubeProxyVersion: '',
        kubeletVersion: 'v1.36.3',
        machineID: '',
        operatingSystem: 'linux',
        osImage: '',
        systemUUID: '',
      },
    });
    // A node begins with the taint not-ready; the node controller takes it away once the node is.
    controller.update('nodes', { ...ready, spec: {} });
  }
}
