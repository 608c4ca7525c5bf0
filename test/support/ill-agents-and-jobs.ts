import { kaos, marie, secret, quota, all, SERVER, GOOD_MODEL, type IllSituation } from './ill-pieces.ts';

/** Of KAOS and Marie. */
export const ILL_AGENTS_AND_JOBS: readonly IllSituation[] = [
  // KAOS
  {
    title: 'no ModelAPI',
    kind: 'Agent',
    yaml: kaos('Agent', 'it', '{modelAPI: gone}'),
    chain: ['Agent: ModelAPINotFound', 'ModelAPI: NotFound'],
    fix: 'kubectl get modelapis.kaos.tools -n NS',
  },
  {
    title: 'a ModelAPI whose image cannot be pulled',
    kind: 'Agent',
    yaml: all(
      kaos(
        'ModelAPI',
        'llm',
        '{mode: Hosted, serverConfig: {model: m}, podSpec: {containers: [{name: model-api, image: "ollama/ollama:broken"}]}}',
      ),
      kaos('Agent', 'it', '{modelAPI: llm}'),
    ),
    chain: ['Agent: ModelAPINotReady', 'ModelAPI: *', 'Deployment: *', 'ReplicaSet: PodsNotReady', 'Pod: ImagePullBackOff'],
    fix: `kubectl patch modelapis.kaos.tools llm -n NS --type json -p '[{"op":"replace","path":"/spec/podSpec/containers/0/image","value":"IMAGE"}]'`,
  },
  {
    title: 'an MCPServer whose Secret is not there',
    kind: 'Agent',
    yaml: all(
      GOOD_MODEL,
      kaos('MCPServer', 'tools', '{type: python-runtime, config: {tools: {fromSecretKeyRef: {name: gone, key: code}}}}'),
      kaos('Agent', 'it', '{modelAPI: llm, mcpServers: [tools]}'),
    ),
    chain: ['Agent: MCPServerNotReady', 'MCPServer: SecretNotFound', 'Secret: NotFound'],
    fix: 'kubectl create secret generic gone -n NS --from-file=code=FILE',
  },
  {
    title: 'no peer',
    kind: 'Agent',
    yaml: all(GOOD_MODEL, kaos('Agent', 'it', '{modelAPI: llm, agentNetwork: {access: [gone]}}')),
    chain: ['Agent: PeerNotFound', 'Agent: NotFound'],
    fix: 'kubectl kaos agent peers remove it gone -n NS',
  },
  {
    title: 'a ring whose other agent has no ModelAPI',
    kind: 'Agent',
    yaml: all(
      GOOD_MODEL,
      kaos('Agent', 'it', '{modelAPI: llm, agentNetwork: {expose: true, access: [other]}}'),
      kaos('Agent', 'other', '{modelAPI: gone, agentNetwork: {expose: true, access: [it]}}'),
    ),
    chain: ['Agent: PeerNotReady', 'Agent: ModelAPINotFound', 'ModelAPI: NotFound'],
    fix: 'kubectl get modelapis.kaos.tools -n NS',
  },
  {
    title: 'a Secret for the key of the backend',
    kind: 'ModelAPI',
    yaml: kaos(
      'ModelAPI',
      'it',
      '{mode: Proxy, proxyConfig: {apiBase: "http://x", model: m, apiKey: {valueFrom: {secretKeyRef: {name: gone, key: k}}}}}',
    ),
    chain: ['ModelAPI: *', 'Deployment: *', 'ReplicaSet: PodsNotReady', 'Pod: CreateContainerConfigError', 'Secret: NotFound'],
    fix: 'kubectl create secret generic gone -n NS --from-literal=KEY=VALUE',
  },
  {
    title: 'more CPU than any node has',
    kind: 'ModelAPI',
    yaml: kaos('ModelAPI', 'it', '{mode: Hosted, serverConfig: {model: m, resources: {requests: {cpu: "1000"}, limits: {cpu: "1000"}}}}'),
    chain: ['ModelAPI: *', 'Deployment: *', 'ReplicaSet: PodsNotReady', 'Pod: Insufficient cpu'],
    fix: `kubectl patch modelapis.kaos.tools it -n NS --type merge -p '{"spec":{"serverConfig":{"resources":{"requests":{"cpu":"AMOUNT"}}}}}'`,
  },
  {
    title: 'a quota that refuses the pods',
    kind: 'ModelAPI',
    yaml: all(quota('pods: "0"'), kaos('ModelAPI', 'it', '{mode: Hosted, serverConfig: {model: m}}')),
    chain: ['ModelAPI: *', 'Deployment: FailedCreate', 'ReplicaSet: QuotaExceeded', 'ResourceQuota: QuotaExceeded'],
    fix: `kubectl patch resourcequota few -n NS --type merge -p '{"spec":{"hard":{"pods":"1"}}}'`,
  },
  {
    title: 'a Secret with its tools',
    kind: 'MCPServer',
    yaml: kaos('MCPServer', 'it', '{type: python-runtime, config: {tools: {fromSecretKeyRef: {name: gone, key: code}}}}'),
    chain: ['MCPServer: SecretNotFound', 'Secret: NotFound'],
    fix: 'kubectl create secret generic gone -n NS --from-file=code=FILE',
  },
  {
    title: 'a service account that is not there',
    kind: 'MCPServer',
    yaml: kaos('MCPServer', 'it', '{type: python-runtime, serviceAccountName: gone, config: {mcp: pkg}}'),
    chain: ['MCPServer: *', 'Deployment: FailedCreate', 'ReplicaSet: ServiceAccountNotFound'],
    fix: 'kubectl create serviceaccount gone -n NS',
  },
  {
    title: 'an image that cannot be pulled',
    kind: 'MCPServer',
    yaml: kaos(
      'MCPServer',
      'it',
      '{type: python-runtime, config: {mcp: pkg}, podSpec: {containers: [{name: mcp-server, image: "x/mcp:broken"}]}}',
    ),
    chain: ['MCPServer: *', 'Deployment: *', 'ReplicaSet: PodsNotReady', 'Pod: ImagePullBackOff'],
    fix: `kubectl patch mcpservers.kaos.tools it -n NS --type json -p '[{"op":"replace","path":"/spec/podSpec/containers/0/image","value":"IMAGE"}]'`,
  },
  // Marie
  {
    title: 'more GPUs than any node has',
    kind: 'MarieCluster',
    yaml: marie(
      'MarieCluster',
      'it',
      `{serverSpec: {${SERVER('marie:1')}}, executorGroupSpecs: [{groupName: ocr, gpu: true, ${SERVER('marie:1', ', resources: {limits: {nvidia.com/gpu: 9}}')}}]}`,
    ),
    chain: ['MarieCluster: *', 'Deployment: *', 'ReplicaSet: PodsNotReady', 'Pod: Insufficient nvidia.com/gpu'],
    fix: `kubectl patch marieclusters.marie.ai it -n NS --type json -p '[{"op":"replace","path":"/spec/executorGroupSpecs/0/template/spec/containers/0/resources/limits/nvidia.com~1gpu","value":8}]'`,
  },
  {
    title: 'an image that cannot be pulled',
    kind: 'MarieCluster',
    yaml: marie('MarieCluster', 'it', `{serverSpec: {${SERVER('marie:broken')}}}`),
    chain: ['MarieCluster: *', 'Deployment: *', 'ReplicaSet: PodsNotReady', 'Pod: ImagePullBackOff'],
    fix: `kubectl patch marieclusters.marie.ai it -n NS --type json -p '[{"op":"replace","path":"/spec/serverSpec/template/spec/containers/0/image","value":"IMAGE"}]'`,
  },
  {
    title: 'a ConfigMap that is not there',
    kind: 'MarieCluster',
    yaml: marie(
      'MarieCluster',
      'it',
      '{serverSpec: {template: {spec: {containers: [{name: marie, image: "marie:1", envFrom: [{configMapRef: {name: gone}}]}]}}}}',
    ),
    chain: ['MarieCluster: *', 'Deployment: *', 'ReplicaSet: PodsNotReady', 'Pod: CreateContainerConfigError', 'ConfigMap: NotFound'],
    fix: 'kubectl create configmap gone -n NS --from-literal=KEY=VALUE',
  },
  {
    title: 'no cluster',
    kind: 'MarieJob',
    yaml: marie('MarieJob', 'it', '{clusterRef: gone, jobType: ocr, input: {uri: "s3://x"}}'),
    chain: ['MarieJob: ClusterNotFound', 'MarieCluster: NotFound'],
    fix: 'kubectl get marieclusters.marie.ai -n NS',
  },
  {
    title: 'a cluster without a key',
    kind: 'MarieJob',
    yaml: all(
      marie('MarieCluster', 'server', `{serverSpec: {${SERVER('marie:1')}}}`),
      marie('MarieJob', 'it', '{clusterRef: server, jobType: ocr, input: {uri: "s3://x"}}'),
    ),
    chain: ['MarieJob: AuthNotConfigured', 'Secret: NotFound'],
    fix: 'kubectl create secret generic server-api-key -n NS --from-file=api_key=FILE',
  },
  {
    title: 'a cluster whose image cannot be pulled',
    kind: 'MarieJob',
    yaml: all(
      secret('server-api-key', 'api_key'),
      marie('MarieCluster', 'server', `{serverSpec: {${SERVER('marie:broken')}}}`),
      marie('MarieJob', 'it', '{clusterRef: server, jobType: ocr, input: {uri: "s3://x"}}'),
    ),
    chain: ['MarieJob: ClusterNotReady', 'MarieCluster: *', 'Deployment: *', 'ReplicaSet: PodsNotReady', 'Pod: ImagePullBackOff'],
    fix: `kubectl patch marieclusters.marie.ai server -n NS --type json -p '[{"op":"replace","path":"/spec/serverSpec/template/spec/containers/0/image","value":"IMAGE"}]'`,
  },
  {
    title: 'a suspended cluster',
    kind: 'MarieJob',
    yaml: all(
      secret('server-api-key', 'api_key'),
      marie('MarieCluster', 'server', `{suspend: true, serverSpec: {${SERVER('marie:1')}}}`),
      marie('MarieJob', 'it', '{clusterRef: server, jobType: ocr, input: {uri: "s3://x"}}'),
    ),
    chain: ['MarieJob: ClusterSuspended', 'MarieCluster: Suspended'],
    fix: 'kubectl marie resume mariecluster/server -n NS',
  },
  {
    title: 'a document that is not there',
    kind: 'MarieJob',
    yaml: all(
      secret('server-api-key', 'api_key'),
      marie('MarieCluster', 'server', `{serverSpec: {${SERVER('marie:1')}}}`),
      marie('MarieJob', 'it', '{clusterRef: server, jobType: ocr, input: {configMapRef: {name: gone}}}'),
    ),
    chain: ['MarieJob: InputNotFound', 'ConfigMap: NotFound'],
    fix: 'kubectl create configmap gone -n NS --from-literal=KEY=VALUE',
  },
];
