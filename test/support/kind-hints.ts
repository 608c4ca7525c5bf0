import type { Hints } from './largest-object.ts';

/** What the bounds of a schema cannot tell about a kind: fields that exclude each other, and what a small object needs. By kind. */
export const KIND_HINTS: Readonly<Record<string, Hints>> = {
  MaiaInstance: {
    smallest: { '.resources': { requests: { cpu: 0, memory: 0 }, limits: { cpu: 9e15, memory: 9e15 } } },
  },
  AbiInstance: {
    largest: { '.metricsPort': 1, '.grpcPort': 2, '.podDisruptionBudget.minAvailable': undefined },
    smallest: { '.autoscaling': { maxReplicas: 100 } },
  },
  Tenant: {
    largest: { '.env[].valueFrom': undefined, '.ingressRules[].to': undefined, '.egressRules[].from': undefined },
    smallest: { '.ingressRules[]': { ports: [{ port: 1 }] }, '.egressRules[]': { ports: [{ port: 1 }] } },
    keys: { '.config': (index) => `directive-${index}` },
    refused: ['.redis.storage at minimum', '.ingressRules[].to', '.egressRules[].from'],
  },
  Agent: { largest: { '.env[].valueFrom': undefined } },
  ModelAPI: {
    largest: { '.env[].valueFrom': undefined, '.apiKey.valueFrom': undefined, '.configYaml': 'model_list: []' },
    smallest: { spec: { mode: 'Proxy', proxyConfig: {} } },
  },
  MCPServer: { largest: { '.env[].valueFrom': undefined }, smallest: { spec: { type: 'python-runtime' } } },
  MarieCluster: { longest: 64 },
  MarieJob: {
    longest: 64,
    largest: {
      '.clusterRef': undefined,
      '.clusterSelector': undefined,
      '.input.uri': undefined,
      '.input.configMapRef': undefined,
      '.input.secretRef': undefined,
    },
  },
};
