import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { Draft } from '../../resources/resource-strategy.ts';
import type { ServedResource } from '../../resources/served-resource.ts';
import { POD_COLUMNS } from '../columns/workload-columns.ts';
import { withPodDefaults } from '../defaults/pod-spec-defaults.ts';
import { checkPodSpec } from '../validation/pod-spec-checks.ts';
import { checkPodUpdate, checkUnchanged } from '../validation/update-checks.ts';
import { change } from '../values/change.ts';
import { numberIn, specOf, statusOf, textIn } from '../../values/read-values.ts';
import { defineBuiltin } from './define-builtin.ts';
import { podQuality } from './pod-quality.ts';
import { podWarnings } from './pod-warnings.ts';

function fields(pod: KubeObject): Readonly<Record<string, string>> {
  const spec = specOf(pod);
  const status = statusOf(pod);
  return {
    'spec.nodeName': textIn(spec['nodeName']),
    'spec.restartPolicy': textIn(spec['restartPolicy']),
    'spec.schedulerName': textIn(spec['schedulerName']),
    'spec.serviceAccountName': textIn(spec['serviceAccountName']),
    'spec.hostNetwork': spec['hostNetwork'] === true ? 'true' : 'false',
    'status.phase': textIn(status['phase']),
    'status.podIP': textIn(status['podIP']),
    'status.podIPs': '',
    'status.nominatedNodeName': textIn(status['nominatedNodeName']),
  };
}

function withDefaults(pod: Draft): Draft {
  return change(pod as Draft & Record<string, unknown>, 'spec', withPodDefaults);
}

/** Pods that were never given to a node, and those that ended, go at once. */
function gracePeriod(pod: KubeObject, requested: number | undefined): number {
  const { phase } = statusOf(pod);
  if (textIn(specOf(pod)['nodeName']) === '' || phase === 'Succeeded' || phase === 'Failed') return 0;
  const seconds = requested ?? numberIn(specOf(pod)['terminationGracePeriodSeconds'], 30);
  return Math.max(seconds, 0);
}

/** `v1`, Pod. */
export const PODS: ServedResource = defineBuiltin({
  group: '',
  kind: 'Pod',
  plural: 'pods',
  shortNames: ['po'],
  categories: ['all'],
  connects: ['attach', 'binding', 'eviction', 'exec', 'log', 'portforward', 'proxy'],
  hasGeneration: true,
  status: { phase: 'Pending' },
  statusKeeps: ['ownerReferences'],
  columns: POD_COLUMNS,
  fields,
  selectableFields: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  defaults: withDefaults,
  onCreate: (pod) => ({ ...pod, status: { phase: 'Pending', qosClass: podQuality(specOf(pod)) } }),
  check: (pod) => checkPodSpec(specOf(pod), 'spec'),
  checkUpdate: (next, previous) => checkPodUpdate(specOf(next), specOf(previous)),
  checkStatus: (next, previous) =>
    checkUnchanged(statusOf(next)['qosClass'] ?? '', statusOf(previous)['qosClass'] ?? '', 'status.qosClass'),
  warnings: podWarnings,
  returnsDeleted: true,
  gracePeriod,
});
