import { NAMESPACE } from '../../src/kernel/builtin-types.ts';
import {
  READY,
  own,
  INSTANCE,
  ago,
  MINUTE,
  DAY,
  only,
  WITH_SECRET,
  node,
  backups,
  job,
  tenant,
  server,
  SUSPENDED,
  abi,
  agent,
  LLM,
  POD_TEMPLATE,
  cluster,
  marieJob,
  GPU_GROUP,
  type DoctorCase,
} from './doctor-pieces.ts';
import { sampleObject } from './sample-objects.ts';

/** One for each rule of a system. */
export const SYSTEM_CASES: readonly DoctorCase[] = [
  {
    id: 'AIS601',
    ill: backups({ lastScheduleTime: ago(8 * 60 * MINUTE), lastSuccessfulTime: ago(2 * DAY) }),
    well: backups({ lastScheduleTime: ago(8 * 60 * MINUTE), lastSuccessfulTime: ago(7 * 60 * MINUTE) }),
  },
  {
    id: 'AIS602',
    ill: backups({}, job('b1', ago(DAY), 'Complete'), job('b2', ago(MINUTE), 'Failed')),
    well: backups({}, job('b1', ago(DAY), 'Failed'), job('b2', ago(MINUTE), 'Complete')),
  },
  {
    id: 'AIS603',
    ill: only(own('MaiaInstance', { backup: { enabled: true, retentionDays: 3 } }, { status: { ...READY, lastBackup: ago(4 * DAY) } })),
    well: only(own('MaiaInstance', { backup: { enabled: true, retentionDays: 3 } }, { status: { ...READY, lastBackup: ago(2 * DAY) } })),
  },
  { id: 'AIS604', ill: only(INSTANCE), well: only(own('MaiaInstance', { backup: { enabled: true } })) },
  { id: 'AIS605', ill: only(INSTANCE), well: only(WITH_SECRET) },
  {
    id: 'AIS606',
    ill: only(own('MaiaInstance', {}, { metadata: { annotations: { 'maia.cuemby.com/paused': 'true' } } })),
    well: only(own('MaiaInstance', {}, { metadata: { annotations: { 'maia.cuemby.com/paused': 'false' } } })),
  },
  { id: 'AIS607', ill: only(tenant({})), well: only(tenant({}), server({})) },
  { id: 'AIS608', ill: only(tenant({}), server({})), well: only(tenant({}), server({ tenancy: { enabled: true } })) },
  { id: 'AIS609', ill: only(tenant({ suspended: true }, SUSPENDED(31))), well: only(tenant({ suspended: true }, SUSPENDED(29))) },
  {
    id: 'AIS610',
    ill: only(tenant({}, { ...READY, quotaUsage: { memories: 90 } })),
    well: only(tenant({}, { ...READY, quotaUsage: { memories: 89 } })),
  },
  {
    id: 'AIS611',
    ill: only(tenant({ apiKeys: [{ name: 'k', secretRef: { name: 's' }, expiresAt: ago(-13 * DAY) }] })),
    well: only(
      tenant({
        apiKeys: [
          { name: 'k', secretRef: { name: 's' }, expiresAt: ago(-15 * DAY) },
          { name: 'l', secretRef: { name: 't' } },
        ],
      }),
    ),
  },
  { id: 'AIS701', ill: only(abi({ gpu: { count: 1 } })), well: only(abi({ gpu: { count: 1 }, features: { gpu: true } })) },
  { id: 'AIS702', ill: only(abi({})), well: only(abi({ storage: { enabled: true } })) },
  {
    id: 'AIS703',
    ill: only(abi({ autoscaling: { enabled: true }, resources: { requests: { memory: '1Gi' } } })),
    well: only(abi({ autoscaling: { enabled: true } })),
  },
  {
    id: 'AIS704',
    ill: only(abi({ llm: { provider: 'openai' } })),
    well: only(abi({ llm: { provider: 'openai' }, secrets: { openaiApiKeySecret: { name: 's' } } })),
  },
  {
    id: 'AIS705',
    ill: only(node({}), abi({ replicas: 2, highAvailability: { enabled: true, antiAffinity: 'hard' } })),
    well: only(node({}), node({}, 'n2'), abi({ replicas: 2, highAvailability: { enabled: true, antiAffinity: 'hard' } })),
  },
  { id: 'AIS801', ill: only(own('Tenant', { networkPolicy: { enabled: false } })), well: only(own('Tenant', {})) },
  {
    id: 'AIS802',
    ill: only(own('Tenant', { networkPolicy: { allowedNamespaces: ['web'] } })),
    well: only(own('Tenant', { networkPolicy: { allowedNamespaces: ['web'] } }), sampleObject(NAMESPACE, { name: 'web' })),
  },
  { id: 'AIS803', ill: only(own('Tenant', { redis: { replicas: 0 } })), well: only(own('Tenant', {})) },
  {
    id: 'AIS804',
    ill: only(own('Tenant', { redis: { resources: { memory: { limit: '1Gi' } }, config: { maxmemory: '1025mb' } } })),
    well: only(own('Tenant', { redis: { resources: { memory: { limit: '1Gi' } }, config: { maxmemory: '1gb' } } })),
  },
  { id: 'AIS805', ill: only(own('Tenant', { redis: { replicas: 2 } })), well: only(own('Tenant', { redis: { replicas: 1 } })) },
  {
    id: 'AIS901',
    ill: only(LLM, agent('a', { agentNetwork: { access: ['b'] } }), agent('b', { agentNetwork: { access: ['a'] } })),
    well: only(LLM, agent('a', { agentNetwork: { access: ['b'] } }), agent('b', {})),
  },
  {
    id: 'AIS902',
    ill: only(LLM, agent('a', { agentNetwork: { access: ['b'] } })),
    well: only(LLM, agent('a', { agentNetwork: { access: ['b'] } }), agent('b', {})),
  },
  { id: 'AIS903', ill: only(agent('a', {})), well: only(LLM, agent('a', {})) },
  { id: 'AIS904', ill: only(LLM, agent('a', { mcpServers: ['t'] })), well: only(LLM, agent('a', {})) },
  {
    id: 'AIS905',
    ill: only(LLM, agent('a', { agentNetwork: { access: ['b'] } }), agent('b', { agentNetwork: { expose: false } })),
    well: only(LLM, agent('a', { agentNetwork: { access: ['b'] } }), agent('b', { agentNetwork: { expose: true } })),
  },
  {
    id: 'AIS906',
    ill: only(own('ModelAPI', { mode: 'Proxy', proxyConfig: { model: 'm', apiKey: { value: 'x' } } })),
    well: only(
      own('ModelAPI', { mode: 'Proxy', proxyConfig: { model: 'm', apiKey: { valueFrom: { secretKeyRef: { name: 's', key: 'k' } } } } }),
    ),
  },
  { id: 'AIS907', ill: only(LLM), well: only(LLM, agent('a', {})) },
  {
    id: 'AIS908',
    ill: only(own('ModelAPI', { mode: 'Hosted', serverConfig: { model: 'm' }, hostedConfig: { model: 'n' } })),
    well: only(LLM),
  },
  {
    id: 'AIS951',
    ill: only(
      cluster(
        {},
        { conditions: [...READY.conditions, { type: 'AuthConfigured', status: 'False', reason: 'AuthNotConfigured', message: 'm' }] },
      ),
    ),
    well: only(cluster({})),
  },
  { id: 'AIS952', ill: only(marieJob({}, { phase: 'Pending' })), well: only(marieJob({}, { phase: 'Succeeded' })) },
  {
    id: 'AIS953',
    ill: only(marieJob({}, { phase: 'Succeeded', completionTime: ago(31 * DAY) })),
    well: only(marieJob({ ttlSecondsAfterFinished: 9 }, { phase: 'Succeeded', completionTime: ago(31 * DAY) })),
  },
  { id: 'AIS954', ill: only(cluster({ serverSpec: { replicas: 2, ...POD_TEMPLATE } })), well: only(cluster({})) },
  {
    id: 'AIS955',
    ill: only(cluster(GPU_GROUP), node({})),
    well: only(cluster(GPU_GROUP), node({ status: { allocatable: { 'nvidia.com/gpu': '1' } } })),
  },
  {
    id: 'AIS956',
    ill: only(marieJob({ stallTimeoutSeconds: 60 }, { phase: 'Running', lastProgressTime: ago(2 * MINUTE) })),
    well: only(marieJob({ stallTimeoutSeconds: 60 }, { phase: 'Running', lastProgressTime: ago(30_000) })),
  },
];
