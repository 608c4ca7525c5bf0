import { builtinCase, create, tryPatch, type Body, type BuiltinCase } from './builtin-case.ts';
import { minimal, template } from './builtin-objects.ts';
import { paths } from './builtin-paths.ts';

function change(kind: string, what: string, path: string, object: Body, patch: unknown): BuiltinCase {
  const { name } = object['metadata'] as { name: string };
  const own = `${name}-${kind}-${what}`
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(-40)
    .replace(/^-/, '');
  return builtinCase(
    `${kind}: ${what}`,
    create(path, { ...object, metadata: { ...(object['metadata'] as Body), name: own } }),
    tryPatch(`${path}/${own}`, patch),
  );
}

/** It waits for its class for ever. */
const UNBOUND = minimal.claim({ storageClassName: 'no-such-class' });
const claim = (what: string, spec: Body, object: Body = minimal.claim()): BuiltinCase =>
  change('claim', what, paths.claims, object, { spec });
const labels = { app: 'y' };

/** What is said about changes that may not be. */
export const updateCases: readonly BuiltinCase[] = [
  change('deployment', 'selector', paths.deployments, minimal.deployment({ replicas: 0 }), {
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } },
  }),
  change('replica set', 'selector', paths.replicaSets, minimal.replicaSet({ replicas: 0 }), {
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } },
  }),
  change('daemon set', 'selector', paths.daemonSets, minimal.daemonSet({ template: template({}, { nodeSelector: { no: 'node' } }) }), {
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } },
  }),
  change('stateful set', 'service name', paths.statefulSets, minimal.statefulSet({ replicas: 0 }), { spec: { serviceName: 'y' } }),
  change('stateful set', 'claims', paths.statefulSets, minimal.statefulSet({ replicas: 0 }), {
    spec: {
      volumeClaimTemplates: [
        { metadata: { name: 'd' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
      ],
    },
  }),
  change('job', 'template', paths.jobs, minimal.job({ suspend: true }), {
    spec: { template: { spec: { containers: [{ name: 'c', image: 'b' }] } } },
  }),
  change('job', 'completions', paths.jobs, minimal.job({ suspend: true }), { spec: { completions: 5 } }),
  change('job', 'selector', paths.jobs, minimal.job({ suspend: true }), { spec: { selector: { matchLabels: { a: 'b' } } } }),
  change('job', 'completion mode', paths.jobs, minimal.job({ suspend: true }), { spec: { completionMode: 'Indexed' } }),
  change('service', 'address', paths.services, minimal.service(), { spec: { clusterIP: '10.0.200.201', clusterIPs: ['10.0.200.201'] } }),
  change('service', 'address away', paths.services, minimal.service(), { spec: { clusterIP: null, clusterIPs: null } }),
  change('service', 'headless', paths.services, minimal.service(), { spec: { clusterIP: 'None', clusterIPs: ['None'] } }),
  change('service', 'address of a headless one', paths.services, minimal.service({ clusterIP: 'None' }), {
    spec: { clusterIP: '10.0.200.202', clusterIPs: ['10.0.200.202'] },
  }),
  claim('access modes', { accessModes: ['ReadWriteMany'] }, UNBOUND),
  claim('class', { storageClassName: 'other' }, UNBOUND),
  claim('smaller', { resources: { requests: { storage: '500Mi' } } }, UNBOUND),
  claim('larger while pending', { resources: { requests: { storage: '2Gi' } } }, UNBOUND),
  claim('volume name', { volumeName: 'v' }, UNBOUND),
  change('secret', 'type', paths.secrets, minimal.secret(), { type: 'example.org/x' }),
  change('secret', 'data of an immutable one', paths.secrets, minimal.secret({ immutable: true, stringData: { a: 'b' } }), {
    data: { a: 'eA==' },
  }),
  change('secret', 'mutable again', paths.secrets, minimal.secret({ immutable: true }), { immutable: false }),
  change('secret', 'text', paths.secrets, minimal.secret({ stringData: { a: 'b' } }), { stringData: { a: 'c', d: 'e' } }),
  change('config map', 'data of an immutable one', paths.configMaps, minimal.configMap({ immutable: true, data: { a: 'b' } }), {
    data: { a: 'c' },
  }),
  change('config map', 'mutable again', paths.configMaps, minimal.configMap({ immutable: true }), { immutable: null }),
  change('pod', 'node name', paths.pods, minimal.pod({}, { schedulerName: 'none' }), { spec: { nodeName: 'n' } }),
  change('pod', 'image', paths.pods, minimal.pod({}, { schedulerName: 'none' }), { spec: { containers: [{ name: 'c', image: 'b' }] } }),
  change('pod', 'restart policy', paths.pods, minimal.pod({}, { schedulerName: 'none' }), { spec: { restartPolicy: 'Never' } }),
  change('pod', 'container', paths.pods, minimal.pod({}, { schedulerName: 'none' }), { spec: { containers: [{ name: 'd', image: 'b' }] } }),
  change('budget', 'selector', paths.budgets, minimal.budget({ minAvailable: 1 }), { spec: { selector: { matchLabels: { a: 'b' } } } }),
  change('role binding', 'role', paths.roleBindings, minimal.roleBinding(), { roleRef: { name: 'other' } }),
  change('event', 'reason', paths.events, minimal.event(), { reason: 'Other' }),
  change('endpoint slice', 'address type', paths.endpointSlices, minimal.endpointSlice(), { addressType: 'IPv6' }),
  change('controller revision', 'data', paths.revisions, minimal.revision({ data: { a: 1 } }), { data: { a: 2 } }),
  change('ingress', 'class away', paths.ingresses, minimal.ingress({ defaultBackend: { service: { name: 's', port: { number: 80 } } } }), {
    spec: { ingressClassName: 'c' },
  }),
  change('cron job', 'schedule', paths.cronJobs, minimal.cronJob({ suspend: true }), { spec: { schedule: '@daily' } }),
];
