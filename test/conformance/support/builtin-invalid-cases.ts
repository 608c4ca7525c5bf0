import { builtinCase, create, tryCreate, type Body, type BuiltinCase } from './builtin-case.ts';
import { minimal, template } from './builtin-objects.ts';
import { paths } from './builtin-paths.ts';

const deployment = (name: string, spec: Body): BuiltinCase =>
  builtinCase(`deployment: ${name}`, tryCreate(paths.deployments, minimal.deployment(spec)));
const statefulSet = (name: string, spec: Body): BuiltinCase =>
  builtinCase(`stateful set: ${name}`, tryCreate(paths.statefulSets, minimal.statefulSet(spec)));
const job = (name: string, spec: Body): BuiltinCase => builtinCase(`job: ${name}`, tryCreate(paths.jobs, minimal.job(spec)));
const cronJob = (name: string, spec: Body): BuiltinCase =>
  builtinCase(`cron job: ${name}`, tryCreate(paths.cronJobs, minimal.cronJob(spec)));
const service = (name: string, spec: Body): BuiltinCase =>
  builtinCase(`service: ${name}`, tryCreate(paths.services, minimal.service(spec)));
const claim = (name: string, spec: Body): BuiltinCase => builtinCase(`claim: ${name}`, tryCreate(paths.claims, minimal.claim(spec)));

/** What is said about workloads, services and claims that are wrong. */
export const invalidCases: readonly BuiltinCase[] = [
  deployment('selector does not match', { selector: { matchLabels: { app: 'y' } } }),
  deployment('no selector', { selector: null }),
  deployment('empty selector', { selector: {} }),
  deployment('bad operator in the selector', { selector: { matchExpressions: [{ key: 'app', operator: 'Is', values: ['x'] }] } }),
  deployment('no values in the selector', { selector: { matchExpressions: [{ key: 'app', operator: 'In' }] } }),
  deployment('negative numbers', { replicas: -1, minReadySeconds: -1, revisionHistoryLimit: -1, progressDeadlineSeconds: -1 }),
  deployment('deadline before it is ready', { minReadySeconds: 600, progressDeadlineSeconds: 10 }),
  deployment('restart policy', { template: template({}, { restartPolicy: 'Never' }) }),
  deployment('unknown strategy', { strategy: { type: 'Foo' } }),
  deployment('recreate with rolling update', { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }),
  deployment('zero surge and zero unavailable', { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
  deployment('percentages that are none', { strategy: { rollingUpdate: { maxSurge: 'x', maxUnavailable: '150%' } } }),
  deployment('error inside the template', { template: template({ image: '', ports: [{ containerPort: 0 }] }) }),
  deployment('no template', { template: null }),
  builtinCase(
    'replica set: selector does not match',
    tryCreate(paths.replicaSets, minimal.replicaSet({ selector: { matchLabels: { app: 'y' } }, replicas: -1 })),
  ),
  builtinCase(
    'daemon set: selector does not match',
    tryCreate(paths.daemonSets, minimal.daemonSet({ selector: { matchLabels: { app: 'y' } } })),
  ),
  statefulSet('selector does not match', { selector: { matchLabels: { app: 'y' } } }),
  statefulSet('unknown policies', { podManagementPolicy: 'Foo', updateStrategy: { type: 'Foo' } }),
  statefulSet('on delete with partition', { updateStrategy: { type: 'OnDelete', rollingUpdate: { partition: 1 } } }),
  statefulSet('negative numbers', { replicas: -1, minReadySeconds: -1, updateStrategy: { rollingUpdate: { partition: -1 } } }),
  statefulSet('unknown retention', { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Foo', whenScaled: 'Bar' } }),
  statefulSet('restart policy', { template: template({}, { restartPolicy: 'OnFailure' }) }),
  statefulSet('no service', { serviceName: '' }),
  statefulSet('service name that is none', { serviceName: 'A_' }),
  job('always restarts', { template: template({}, { restartPolicy: 'Always' }, {}) }),
  job('restart policy by default', { template: template({}, {}, {}) }),
  job('negative numbers', { parallelism: -1, completions: -1, backoffLimit: -1, activeDeadlineSeconds: -1, ttlSecondsAfterFinished: -1 }),
  job('selector of its own', { selector: { matchLabels: { a: 'b' } } }),
  job('manual selector that does not match', { manualSelector: true, selector: { matchLabels: { a: 'b' } } }),
  job('indexed without completions', { completionMode: 'Indexed', parallelism: 1 }),
  job('unknown completion mode', { completionMode: 'Foo' }),
  job('foreign tracking labels', {
    template: template({}, { restartPolicy: 'Never' }, { labels: { 'batch.kubernetes.io/job-name': 'y' } }),
  }),
  cronJob('bad schedule', { schedule: 'x' }),
  cronJob('four fields', { schedule: '* * * *' }),
  cronJob('minute 60', { schedule: '60 * * * *' }),
  cronJob('no schedule', { schedule: '' }),
  cronJob('time zone in the schedule', { schedule: 'TZ=UTC * * * * *' }),
  cronJob('unknown time zone', { timeZone: 'Mars/Olympus' }),
  cronJob('empty time zone', { timeZone: '' }),
  cronJob('unknown policy', { concurrencyPolicy: 'Foo' }),
  cronJob('negative numbers', { startingDeadlineSeconds: -1, successfulJobsHistoryLimit: -1, failedJobsHistoryLimit: -1 }),
  cronJob('restart policy', { jobTemplate: { spec: { template: template({}, {}, {}) } } }),
  builtinCase('cron job: long name', tryCreate(paths.cronJobs, { ...minimal.cronJob(), metadata: { name: 'a'.repeat(53) } })),
  service('no ports', { ports: [] }),
  service('two ports without names', { ports: [{ port: 80 }, { port: 81 }] }),
  service('two ports of the same name', {
    ports: [
      { port: 80, name: 'a' },
      { port: 81, name: 'a' },
    ],
  }),
  service('the same port twice', {
    ports: [
      { port: 80, name: 'a' },
      { port: 80, name: 'b' },
    ],
  }),
  service('port zero', { ports: [{ port: 0 }] }),
  service('target that is too large', { ports: [{ port: 80, targetPort: 70000 }] }),
  service('target name that is none', { ports: [{ port: 80, targetPort: 'A_' }] }),
  service('port name that is none', { ports: [{ port: 80, name: 'A_' }] }),
  service('unknown protocol', { ports: [{ port: 80, protocol: 'HTTP' }] }),
  service('unknown type', { type: 'Foo' }),
  service('unknown affinity', { sessionAffinity: 'Foo' }),
  service('node port without the type', { ports: [{ port: 80, nodePort: 30080 }] }),
  builtinCase(
    'service: node port out of range',
    create(paths.services, minimal.service({ type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] })),
  ),
  service('address out of range', { clusterIP: '192.168.1.1' }),
  service('address that is none', { clusterIP: 'x' }),
  builtinCase('service: address in use', create(paths.services, minimal.service({ clusterIP: '10.0.0.1' }))),
  service('external name without a name', { type: 'ExternalName', ports: null }),
  service('external name that is none', { type: 'ExternalName', externalName: 'A_', ports: null }),
  service('external traffic policy without the type', { externalTrafficPolicy: 'Local' }),
  service('headless with node ports', { type: 'NodePort', clusterIP: 'None' }),
  service('bad selector', { selector: { 'a b': 'c' } }),
  service('unknown internal traffic policy', { internalTrafficPolicy: 'Foo' }),
  builtinCase('service: bad name', tryCreate(paths.services, { ...minimal.service(), metadata: { name: '1x' } })),
  builtinCase('service: long name', tryCreate(paths.services, { ...minimal.service(), metadata: { name: 'a'.repeat(64) } })),
  claim('no access mode', { accessModes: [] }),
  claim('unknown access mode', { accessModes: ['Foo'] }),
  claim('exclusive with others', { accessModes: ['ReadWriteOncePod', 'ReadWriteMany'] }),
  claim('no size', { resources: {} }),
  claim('size zero', { resources: { requests: { storage: '0' } } }),
  claim('negative size', { resources: { requests: { storage: '-1' } } }),
  claim('bad class', { storageClassName: 'A_' }),
  claim('unknown mode', { volumeMode: 'Foo' }),
  claim('other resources', { resources: { requests: { storage: '1Gi', cpu: '1' } } }),
];
