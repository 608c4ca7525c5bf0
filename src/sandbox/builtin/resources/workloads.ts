import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { Draft } from '../../resources/resource-strategy.ts';
import type { ServedResource } from '../../resources/served-resource.ts';
import {
  DAEMON_SET_COLUMNS,
  DEPLOYMENT_COLUMNS,
  REPLICA_SET_COLUMNS,
  REVISION_COLUMNS,
  STATEFUL_SET_COLUMNS,
} from '../columns/workload-columns.ts';
import {
  withDaemonSetDefaults,
  withDeploymentDefaults,
  withReplicaSetDefaults,
  withStatefulSetDefaults,
} from '../defaults/workload-defaults.ts';
import { checkRevision } from '../validation/small-checks.ts';
import { checkStatefulSetUpdate, checkUnchanged } from '../validation/update-checks.ts';
import { checkDaemonSet, checkDeployment, checkReplicaSet, checkStatefulSet } from '../validation/workload-checks.ts';
import { change, put } from '../values/change.ts';
import { labelsIn, numberIn, specOf, statusOf } from '../../values/read-values.ts';
import { defineBuiltin, type BuiltinDefinition } from './define-builtin.ts';
import { templateWarnings } from './pod-warnings.ts';

type Spec = Parameters<typeof withDeploymentDefaults>[0];

const SCALE = { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' };
const COMMON: Pick<BuiltinDefinition, 'group' | 'categories' | 'hasGeneration' | 'warnings'> = {
  group: 'apps',
  categories: ['all'],
  hasGeneration: true,
  warnings: templateWarnings,
};

/** Applies defaults to the spec. */
function inSpec(by: (spec: Spec) => Spec): (draft: Draft) => Draft {
  return (draft) => change(draft as Draft & Record<string, unknown>, 'spec', by);
}

function sameSelector(next: Draft, previous: KubeObject): ReturnType<typeof checkUnchanged> {
  return checkUnchanged(specOf(next)['selector'], specOf(previous)['selector'], 'spec.selector');
}

/** `apps/v1`, Deployment. */
export const DEPLOYMENTS: ServedResource = defineBuiltin({
  ...COMMON,
  kind: 'Deployment',
  plural: 'deployments',
  shortNames: ['deploy'],
  status: {},
  statusKeeps: ['labels'],
  scale: SCALE,
  columns: DEPLOYMENT_COLUMNS,
  defaults: inSpec(withDeploymentDefaults),
  check: (object) => checkDeployment(specOf(object)),
  checkUpdate: sameSelector,
  // Annotations lead to a new revision: they count.
  bumpsGeneration: (next, previous) =>
    differs(next['spec'], previous['spec']) || differs(next.metadata.annotations ?? {}, previous.metadata.annotations ?? {}),
});

function differs(next: unknown, previous: unknown): boolean {
  return checkUnchanged(next, previous, '').length > 0;
}

/** `apps/v1`, ReplicaSet. */
export const REPLICA_SETS: ServedResource = defineBuiltin({
  ...COMMON,
  kind: 'ReplicaSet',
  plural: 'replicasets',
  shortNames: ['rs'],
  status: { replicas: 0 },
  scale: SCALE,
  columns: REPLICA_SET_COLUMNS,
  fields: (object) => ({ 'status.replicas': String(numberIn(statusOf(object)['replicas'])) }),
  selectableFields: ['status.replicas'],
  defaults: inSpec(withReplicaSetDefaults),
  check: (object) => checkReplicaSet(specOf(object)),
  checkUpdate: sameSelector,
});

/** `apps/v1`, StatefulSet. */
export const STATEFUL_SETS: ServedResource = defineBuiltin({
  ...COMMON,
  kind: 'StatefulSet',
  plural: 'statefulsets',
  shortNames: ['sts'],
  status: { replicas: 0, availableReplicas: 0 },
  scale: SCALE,
  columns: STATEFUL_SET_COLUMNS,
  defaults: inSpec(withStatefulSetDefaults),
  check: (object) => checkStatefulSet(specOf(object)),
  checkUpdate: (next, previous) => checkStatefulSetUpdate(specOf(next), specOf(previous)),
});

const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

function withTemplateGeneration(draft: Draft, generation: number): Draft {
  const annotations = { ...labelsIn(draft.metadata.annotations), [TEMPLATE_GENERATION]: String(generation) };
  return { ...draft, metadata: put(draft.metadata as Draft['metadata'] & Record<string, unknown>, 'annotations', annotations) };
}

/** `apps/v1`, DaemonSet. */
export const DAEMON_SETS: ServedResource = defineBuiltin({
  ...COMMON,
  kind: 'DaemonSet',
  plural: 'daemonsets',
  shortNames: ['ds'],
  status: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
  columns: DAEMON_SET_COLUMNS,
  defaults: inSpec(withDaemonSetDefaults),
  onCreate: (draft) => withTemplateGeneration(draft, 1),
  onUpdate: (next, previous) => {
    const before = Number(previous.metadata.annotations?.[TEMPLATE_GENERATION] ?? '1');
    return withTemplateGeneration(next, differs(specOf(next)['template'], specOf(previous)['template']) ? before + 1 : before);
  },
  check: (object) => checkDaemonSet(specOf(object)),
  checkUpdate: sameSelector,
});

/** `apps/v1`, ControllerRevision. */
export const CONTROLLER_REVISIONS: ServedResource = defineBuiltin({
  group: 'apps',
  kind: 'ControllerRevision',
  plural: 'controllerrevisions',
  columns: REVISION_COLUMNS,
  check: checkRevision,
  checkUpdate: (next, previous) => checkUnchanged(next['data'], previous['data'], 'data'),
});
