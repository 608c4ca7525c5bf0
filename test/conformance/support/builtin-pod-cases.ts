import { builtinCase, tryCreate, type Body, type BuiltinCase } from './builtin-case.ts';
import { minimal } from './builtin-objects.ts';
import { paths } from './builtin-paths.ts';

const pod = (name: string, container: Body, spec: Body = {}, metadata: Body = {}): BuiltinCase =>
  builtinCase(name, tryCreate(paths.pods, minimal.pod(container, spec, metadata)));

/** What is said about pods that are wrong. */
export const podCases: readonly BuiltinCase[] = [
  builtinCase(
    'pod without containers',
    tryCreate(paths.pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec: { containers: [] } }),
  ),
  builtinCase('pod without spec', tryCreate(paths.pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' } })),
  pod('container without name', { name: '' }),
  pod('container with a bad name', { name: 'A_b' }),
  pod('container without image', { image: '' }),
  pod('image with spaces around', { image: ' nginx' }),
  pod(
    'two containers of the same name',
    {},
    {
      containers: [
        { name: 'c', image: 'a' },
        { name: 'c', image: 'b' },
      ],
    },
  ),
  pod('init container with the name of a container', {}, { initContainers: [{ name: 'c', image: 'a' }] }),
  pod('port that is too large', { ports: [{ containerPort: 70000 }] }),
  pod('port zero', { ports: [{}] }),
  pod('port with a long name', { ports: [{ containerPort: 80, name: 'much-too-long-a-name' }] }),
  pod('port with a bad name', { ports: [{ containerPort: 80, name: 'A_' }] }),
  pod('ports of the same name', {
    ports: [
      { containerPort: 80, name: 'a' },
      { containerPort: 81, name: 'a' },
    ],
  }),
  pod('port with an unknown protocol', { ports: [{ containerPort: 80, protocol: 'HTTP' }] }),
  pod('same host port twice', {
    ports: [
      { containerPort: 80, hostPort: 80 },
      { containerPort: 81, hostPort: 80 },
    ],
  }),
  pod('variable without name', { env: [{ name: '', value: 'a' }] }),
  pod('variable with a bad name', { env: [{ name: 'a=b', value: 'a' }] }),
  pod('variable with value and source', { env: [{ name: 'A', value: 'a', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }),
  pod('variable from nothing', { env: [{ name: 'A', valueFrom: {} }] }),
  pod('variable from two sources', {
    env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'a', key: 'a' }, configMapKeyRef: { name: 'a', key: 'a' } } }],
  }),
  pod('variable from a key that is none', { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'a', key: 'a/b' } } }] }),
  pod('variable from no key', { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'a' } } }] }),
  pod('variable from an unknown field', { env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.foo' } } }] }),
  pod('variable from a field that variables cannot have', {
    env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.hostname' } } }],
  }),
  pod('variable from an unknown resource', { env: [{ name: 'A', valueFrom: { resourceFieldRef: { resource: 'limits.foo' } } }] }),
  pod('variables from nothing', { envFrom: [{}] }),
  pod('variables from a nameless config map', { envFrom: [{ configMapRef: {} }] }),
  pod('mount of no volume', { volumeMounts: [{ name: 'v', mountPath: '/v' }] }),
  pod('mount without path', { volumeMounts: [{ name: 'v', mountPath: '' }] }, { volumes: [{ name: 'v' }] }),
  pod(
    'two mounts at one path',
    {
      volumeMounts: [
        { name: 'v', mountPath: '/v' },
        { name: 'v', mountPath: '/v' },
      ],
    },
    { volumes: [{ name: 'v' }] },
  ),
  pod('mount of a path above', { volumeMounts: [{ name: 'v', mountPath: '/v', subPath: '../a' }] }, { volumes: [{ name: 'v' }] }),
  pod('mount of an absolute sub path', { volumeMounts: [{ name: 'v', mountPath: '/v', subPath: '/a' }] }, { volumes: [{ name: 'v' }] }),
  pod('volumes of the same name', {}, { volumes: [{ name: 'v' }, { name: 'v' }] }),
  pod('volume without name', {}, { volumes: [{}] }),
  pod('volume with a bad name', {}, { volumes: [{ name: 'A_' }] }),
  pod('volume of two sorts', {}, { volumes: [{ name: 'v', emptyDir: {}, secret: { secretName: 's' } }] }),
  pod('volume of a nameless secret', {}, { volumes: [{ name: 'v', secret: {} }] }),
  pod('volume of a nameless config map', {}, { volumes: [{ name: 'v', configMap: {} }] }),
  pod('volume of a nameless claim', {}, { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: '' } }] }),
  pod('volume with a mode that is none', {}, { volumes: [{ name: 'v', secret: { secretName: 's', defaultMode: 1000 } }] }),
  pod(
    'volume with an item that leads above',
    {},
    { volumes: [{ name: 'v', configMap: { name: 'm', items: [{ key: 'a', path: '../a' }] } }] },
  ),
  pod('volume with an item without key', {}, { volumes: [{ name: 'v', configMap: { name: 'm', items: [{ key: '', path: 'a' }] } }] }),
  pod('volume of no host path', {}, { volumes: [{ name: 'v', hostPath: { path: '' } }] }),
  pod('volume of an unknown host path type', {}, { volumes: [{ name: 'v', hostPath: { path: '/a', type: 'Foo' } }] }),
  pod('probe without action', { livenessProbe: {} }),
  pod('probe with two actions', { livenessProbe: { exec: { command: ['a'] }, tcpSocket: { port: 1 } } }),
  pod('probe with a bad port', { readinessProbe: { httpGet: { port: 0 } } }),
  pod('probe with a port name that is none', { readinessProbe: { httpGet: { port: 'A_B' } } }),
  pod('probe without command', { livenessProbe: { exec: {} } }),
  pod('probe with negative numbers', {
    readinessProbe: {
      tcpSocket: { port: 1 },
      initialDelaySeconds: -1,
      periodSeconds: -1,
      timeoutSeconds: -2,
      failureThreshold: -3,
      successThreshold: -4,
    },
  }),
  pod('liveness probe that must succeed twice', { livenessProbe: { tcpSocket: { port: 1 }, successThreshold: 2 } }),
  pod('probe with an unknown scheme', { livenessProbe: { httpGet: { port: 1, scheme: 'FTP' } } }),
  pod('hook without action', { lifecycle: { preStop: {} } }),
  pod('request above the limit', { resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }),
  pod('negative request', { resources: { requests: { memory: '-1' } } }),
  pod('unknown resource', { resources: { requests: { foo: '1' } } }),
  pod('extended resource without limit', { resources: { requests: { 'example.org/gpu': 1 } } }),
  pod('extended resource with other limit', { resources: { requests: { 'example.org/gpu': 1 }, limits: { 'example.org/gpu': 2 } } }),
  pod('half an extended resource', { resources: { limits: { 'example.org/gpu': '0.5' } } }),
  pod('unknown pull policy', { imagePullPolicy: 'Sometimes' }),
  pod('unknown termination policy', { terminationMessagePolicy: 'Loud' }),
  pod('unknown restart policy', {}, { restartPolicy: 'Sometimes' }),
  pod('unknown DNS policy', {}, { dnsPolicy: 'Sometimes' }),
  pod('negative grace', {}, { terminationGracePeriodSeconds: -1 }),
  pod('deadline zero', {}, { activeDeadlineSeconds: 0 }),
  pod('bad node selector', {}, { nodeSelector: { 'a b': 'c d' } }),
  pod('bad service account name', {}, { serviceAccountName: 'A_' }),
  pod('bad host name', {}, { hostname: 'a.b' }),
  pod('bad node name', {}, { nodeName: 'A_' }),
  pod('pull secret without name', {}, { imagePullSecrets: [{}] }),
  pod('toleration with an unknown operator', {}, { tolerations: [{ key: 'a', operator: 'Foo' }] }),
  pod('toleration without key', {}, { tolerations: [{ operator: 'Equal', value: 'a' }] }),
  pod('toleration that exists with a value', {}, { tolerations: [{ key: 'a', operator: 'Exists', value: 'a' }] }),
  pod('toleration with an unknown effect', {}, { tolerations: [{ key: 'a', operator: 'Exists', effect: 'Foo' }] }),
  pod(
    'toleration of seconds without the effect',
    {},
    { tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 3 }] },
  ),
  pod(
    'affinity without topology key',
    {},
    { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: {} }] } } },
  ),
  pod(
    'affinity with a weight that is too large',
    {},
    {
      affinity: {
        podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 101, podAffinityTerm: { topologyKey: 'a' } }] },
      },
    },
  ),
  pod(
    'node affinity without terms',
    {},
    { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } } },
  ),
  pod(
    'node affinity with an unknown operator',
    {},
    {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'Foo' }] }] },
        },
      },
    },
  ),
  pod('spread without fields', {}, { topologySpreadConstraints: [{}] }),
  pod('root that must not be root', { securityContext: { runAsUser: -1 } }, { securityContext: { fsGroup: -1 } }),
  pod('privileged without escalation', { securityContext: { privileged: true, allowPrivilegeEscalation: false } }),
  pod('unknown seccomp profile', {}, { securityContext: { seccompProfile: { type: 'Foo' } } }),
  pod('local seccomp profile without name', { securityContext: { seccompProfile: { type: 'Localhost' } } }),
  pod('unknown priority class', {}, { priorityClassName: 'no-such-class' }),
  pod('priority by number', {}, { priority: 5 }),
  pod('unknown service account', {}, { serviceAccountName: 'no-such-account' }),
  pod('bad label', {}, {}, { labels: { 'a/b/c': 'd' } }),
  pod('bad value of a label', {}, {}, { labels: { e: 'f g' } }),
  pod('bad annotation', {}, {}, { annotations: { 'a b': 'd' } }),
  pod('bad name', {}, {}, { name: 'A_b' }),
  pod('long name', {}, {}, { name: 'a'.repeat(254) }),
  pod('same variable twice', {
    env: [
      { name: 'A', value: '1' },
      { name: 'A', value: '2' },
    ],
  }),
  pod('resize policy of an unknown resource', { resizePolicy: [{ resourceName: 'foo', restartPolicy: 'NotRequired' }] }),
  pod('host alias that is no address', {}, { hostAliases: [{ ip: 'a', hostnames: ['b'] }] }),
  pod('readiness gate that is none', {}, { readinessGates: [{ conditionType: 'a b' }] }),
  pod('no server for DNS', {}, { dnsPolicy: 'None' }),
];
