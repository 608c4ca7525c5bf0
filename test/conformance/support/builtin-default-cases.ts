import { builtinCase, tryCreate, type BuiltinCase } from './builtin-case.ts';
import { minimal, podSpec, template } from './builtin-objects.ts';
import { paths } from './builtin-paths.ts';

const probe = { httpGet: { port: 8080 } };

/** What the server makes of minimal and of rich objects. */
export const defaultCases: readonly BuiltinCase[] = [
  builtinCase('pod', tryCreate(paths.pods, minimal.pod())),
  builtinCase(
    'pod with probes, ports, env and volumes',
    tryCreate(
      paths.pods,
      minimal.pod(
        {
          image: 'example.org:5000/team/app',
          ports: [{ containerPort: 80 }, { name: 'dns', containerPort: 53, protocol: 'UDP' }],
          env: [
            { name: 'A', value: '' },
            { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
            { name: 'C', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
            { name: 'D', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: false } } },
          ],
          envFrom: [{ configMapRef: { name: 'm' } }],
          readinessProbe: probe,
          livenessProbe: { tcpSocket: { port: 'dns' }, initialDelaySeconds: 0 },
          startupProbe: { grpc: { port: 9000 } },
          lifecycle: { preStop: { httpGet: { port: 80, path: 'x' } }, postStart: { exec: { command: ['true'] } } },
          volumeMounts: [{ name: 'e', mountPath: '/e' }],
          securityContext: { runAsNonRoot: true, capabilities: { drop: ['ALL'] } },
          resources: { limits: { cpu: 0.5, memory: '1024Mi' }, requests: { cpu: '0.1' } },
        },
        {
          initContainers: [{ name: 'i', image: 'busybox@sha256:0123456789012345678901234567890123456789012345678901234567890123' }],
          volumes: [
            { name: 'e' },
            { name: 's', secret: { secretName: 's' } },
            { name: 'm', configMap: { name: 'm', items: [{ key: 'a', path: 'a' }] } },
            { name: 'd', downwardAPI: { items: [{ path: 'n', fieldRef: { fieldPath: 'metadata.name' } }] } },
            { name: 'p', projected: { sources: [{ serviceAccountToken: { path: 't' } }, { secret: { name: 's' } }] } },
            { name: 'h', hostPath: { path: '/h' } },
            { name: 'c', persistentVolumeClaim: { claimName: 'c' } },
            { name: 'o', emptyDir: { sizeLimit: '1.5Gi', medium: '' } },
            {
              name: 'v',
              ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } } },
            },
            { name: 'img', image: { reference: 'example.org/x:latest' } },
          ],
        },
      ),
    ),
  ),
  builtinCase(
    'pod on the network of its host',
    tryCreate(paths.pods, minimal.pod({ ports: [{ containerPort: 80 }] }, { hostNetwork: true })),
  ),
  builtinCase('pod without its token', tryCreate(paths.pods, minimal.pod({}, { automountServiceAccountToken: false }))),
  builtinCase('pod with a priority class', tryCreate(paths.pods, minimal.pod({}, { priorityClassName: 'system-node-critical' }))),
  builtinCase(
    'pod with tolerations of its own',
    tryCreate(
      paths.pods,
      minimal.pod({}, { tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' }] }),
    ),
  ),
  builtinCase('guaranteed pod', tryCreate(paths.pods, minimal.pod({ resources: { limits: { cpu: '1', memory: '1Gi' } } }))),
  builtinCase('pod with a status in its body', tryCreate(paths.pods, { ...minimal.pod(), status: { phase: 'Running' } })),
  builtinCase('deployment', tryCreate(paths.deployments, minimal.deployment())),
  builtinCase(
    'deployment with half a strategy',
    tryCreate(
      paths.deployments,
      minimal.deployment({ replicas: 0, strategy: { rollingUpdate: { maxSurge: 1 } }, revisionHistoryLimit: 0 }),
    ),
  ),
  builtinCase(
    'deployment that recreates',
    tryCreate(paths.deployments, minimal.deployment({ strategy: { type: 'Recreate' }, paused: false })),
  ),
  builtinCase('replica set', tryCreate(paths.replicaSets, minimal.replicaSet())),
  builtinCase('daemon set', tryCreate(paths.daemonSets, minimal.daemonSet())),
  builtinCase('stateful set', tryCreate(paths.statefulSets, minimal.statefulSet())),
  builtinCase(
    'stateful set with claims',
    tryCreate(
      paths.statefulSets,
      minimal.statefulSet({
        podManagementPolicy: 'Parallel',
        updateStrategy: { type: 'OnDelete' },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' },
        volumeClaimTemplates: [
          { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1024Mi' } } } },
        ],
      }),
    ),
  ),
  builtinCase('job', tryCreate(paths.jobs, minimal.job())),
  builtinCase(
    'job with labels, parallelism and a failure policy',
    tryCreate(
      paths.jobs,
      minimal.job({
        parallelism: 2,
        ttlSecondsAfterFinished: 0,
        podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] },
        template: template({}, { restartPolicy: 'Never' }, { labels: { a: 'b' } }),
      }),
    ),
  ),
  builtinCase('indexed job', tryCreate(paths.jobs, minimal.job({ completions: 3, completionMode: 'Indexed', backoffLimitPerIndex: 1 }))),
  builtinCase('cron job', tryCreate(paths.cronJobs, minimal.cronJob())),
  builtinCase(
    'cron job with a time zone',
    tryCreate(paths.cronJobs, minimal.cronJob({ timeZone: 'Europe/Berlin', concurrencyPolicy: 'Forbid', suspend: true })),
  ),
  builtinCase('service', tryCreate(paths.services, minimal.service())),
  builtinCase('headless service', tryCreate(paths.services, minimal.service({ clusterIP: 'None' }))),
  builtinCase('headless service without selector', tryCreate(paths.services, minimal.service({ clusterIP: 'None', selector: null }))),
  builtinCase(
    'service with node ports',
    tryCreate(
      paths.services,
      minimal.service({
        type: 'NodePort',
        ports: [
          { name: 'a', port: 80, targetPort: 'http' },
          { name: 'b', port: 81, appProtocol: 'http' },
        ],
      }),
    ),
  ),
  builtinCase('service with a load balancer', tryCreate(paths.services, minimal.service({ type: 'LoadBalancer' }))),
  builtinCase(
    'service with an external name',
    tryCreate(paths.services, minimal.service({ type: 'ExternalName', externalName: 'example.org', ports: null, selector: null })),
  ),
  builtinCase('sticky service', tryCreate(paths.services, minimal.service({ sessionAffinity: 'ClientIP' }))),
  builtinCase('service with an address of its own', tryCreate(paths.services, minimal.service({ clusterIP: '10.0.200.200' }))),
  builtinCase('claim', tryCreate(paths.claims, minimal.claim())),
  builtinCase(
    'claim of no class',
    tryCreate(paths.claims, minimal.claim({ storageClassName: '', resources: { requests: { storage: '1500M' } } })),
  ),
  builtinCase('volume', tryCreate(paths.volumes, minimal.volume())),
  builtinCase('secret', tryCreate(paths.secrets, minimal.secret())),
  builtinCase(
    'secret from text',
    tryCreate(paths.secrets, minimal.secret({ stringData: { a: 'ä', b: '' }, data: { a: 'eA==', c: 'eA==' } })),
  ),
  builtinCase('config map', tryCreate(paths.configMaps, minimal.configMap())),
  builtinCase(
    'config map with binary data',
    tryCreate(paths.configMaps, minimal.configMap({ data: { a: '' }, binaryData: { b: 'AAE=' }, immutable: false })),
  ),
  builtinCase('service account', tryCreate(paths.serviceAccounts, minimal.serviceAccount())),
  builtinCase('namespace', tryCreate(paths.namespaces, minimal.namespace('builtin-ns-defaults'))),
  builtinCase(
    'namespace with a label of its own',
    tryCreate(paths.namespaces, { ...minimal.namespace('builtin-ns-labels'), metadata: { name: 'builtin-ns-labels', labels: { a: 'b' } } }),
  ),
  builtinCase('node', tryCreate(paths.nodes, minimal.node({ status: { capacity: { cpu: '4', memory: '8Gi' } } }))),
  builtinCase('event', tryCreate(paths.events, minimal.event())),
  builtinCase(
    'event with times',
    tryCreate(
      paths.events,
      minimal.event({
        type: 'Normal',
        firstTimestamp: '2026-01-02T03:04:05.678+01:00',
        eventTime: '2026-01-02T03:04:05.678901Z',
        action: 'Do',
        reportingComponent: 'c.example.org/x',
        reportingInstance: 'i',
      }),
    ),
  ),
  builtinCase('endpoints', tryCreate(paths.endpoints, minimal.endpoints([{ addresses: [{ ip: '10.1.2.3' }], ports: [{ port: 80 }] }]))),
  builtinCase(
    'limit range',
    tryCreate(
      paths.limitRanges,
      minimal.limitRange({ type: 'Container', max: { cpu: '2' }, min: { cpu: '0.1', memory: '16Mi' }, default: { memory: '1024Mi' } }),
    ),
  ),
  builtinCase(
    'quota',
    tryCreate(paths.quotas, minimal.quota({ hard: { pods: '10', 'requests.cpu': '1000m', 'count/deployments.apps': '2' } })),
  ),
  builtinCase('autoscaler', tryCreate(paths.autoscalers, minimal.autoscaler())),
  builtinCase(
    'autoscaler with behaviour',
    tryCreate(
      paths.autoscalers,
      minimal.autoscaler({
        minReplicas: 2,
        metrics: [{ type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1024Mi' } } }],
        behavior: { scaleDown: { stabilizationWindowSeconds: 60 } },
      }),
    ),
  ),
  builtinCase('budget', tryCreate(paths.budgets, minimal.budget({ minAvailable: 1 }))),
  builtinCase('budget without numbers', tryCreate(paths.budgets, minimal.budget())),
  builtinCase(
    'ingress',
    tryCreate(
      paths.ingresses,
      minimal.ingress({
        rules: [
          {
            host: 'a.example.org',
            http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 's', port: { number: 80 } } } }] },
          },
        ],
      }),
    ),
  ),
  builtinCase(
    'ingress class',
    tryCreate(paths.ingressClasses, minimal.ingressClass({ controller: 'example.org/c', parameters: { kind: 'K', name: 'n' } })),
  ),
  builtinCase(
    'network policy',
    tryCreate(
      paths.networkPolicies,
      minimal.networkPolicy({ podSelector: {}, ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 80 }] }], egress: [{}] }),
    ),
  ),
  builtinCase('network policy that denies all', tryCreate(paths.networkPolicies, minimal.networkPolicy({}))),
  builtinCase('lease', tryCreate(paths.leases, minimal.lease())),
  builtinCase(
    'lease that is held',
    tryCreate(
      paths.leases,
      minimal.lease({
        holderIdentity: 'h',
        leaseDurationSeconds: 15,
        renewTime: '2026-01-02T03:04:05.678901Z',
        acquireTime: '2026-01-02T03:04:05.500000Z',
      }),
    ),
  ),
  builtinCase('storage class', tryCreate(paths.storageClasses, minimal.storageClass())),
  builtinCase(
    'endpoint slice',
    tryCreate(paths.endpointSlices, minimal.endpointSlice({ endpoints: [{ addresses: ['10.1.2.3'] }], ports: [{ port: 80 }] })),
  ),
  builtinCase('priority class', tryCreate(paths.priorityClasses, minimal.priorityClass())),
  builtinCase('role', tryCreate(paths.roles, minimal.role({ rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }))),
  builtinCase(
    'role binding',
    tryCreate(
      paths.roleBindings,
      minimal.roleBinding({
        subjects: [
          { kind: 'User', name: 'u' },
          { kind: 'ServiceAccount', name: 'a', namespace: 'NS' },
        ],
      }),
    ),
  ),
  builtinCase('controller revision', tryCreate(paths.revisions, minimal.revision({ data: { a: 1 } }))),
  builtinCase(
    'pod spec in a template of a job',
    tryCreate(paths.jobs, minimal.job({ template: { spec: podSpec({ image: 'nginx:latest' }, { restartPolicy: 'OnFailure' }) } })),
  ),
];
