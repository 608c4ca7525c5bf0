import { HORIZONTAL_POD_AUTOSCALER, RESOURCE_QUOTA } from '../../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { specProblem } from '../../../../reconcile/abi/spec-problem.ts';
import { specWarnings } from '../../../../reconcile/abi/spec-warnings.ts';
import { missingForAutoscaling } from '../../../../templates/abi/pod-resources.ts';
import { NODE, POD } from '../../../shared/describe-object/known-types.ts';
import type { AdviceScene, ChangeAdvice } from '../../../shared/plan/change-advice.ts';
import type { Finding } from '../../../shared/plan/finding.ts';
import { refuseScale } from '../autoscale/refuse-scale.ts';
import type { PlacedPod } from '../fit/node-state.ts';
import { nodeStates, placedPods } from '../fit/node-state.ts';
import { instanceModel, readWorkload, type InstanceModel } from '../instance-model.ts';
import { listIfAllowed } from '../read-if-allowed.ts';
import { placeFindings } from './place-finding.ts';
import { quotaFindings } from './quota-findings.ts';
import { volumeFindings } from './volume-finding.ts';

/** What is wrong with the spec alone, and was not before. */
function specFindings({ primary }: InstanceModel, before: InstanceModel | undefined): readonly Finding[] {
  const problem = specProblem(primary);
  const old = new Set(before === undefined ? [] : specWarnings(before.primary.spec).map(({ reason }) => reason));
  const fresh = specWarnings(primary.spec).filter(({ reason }) => !old.has(reason));
  const missing = missingForAutoscaling(primary.spec);
  const measured = before === undefined || missingForAutoscaling(before.primary.spec).length < missing.length;
  return [
    ...(problem === undefined ? [] : [{ severity: 'error', ...problem } as const]),
    ...fresh.map((warning) => ({ severity: 'warning', ...warning }) as const),
    ...(missing.length > 0 && measured
      ? [
          {
            severity: 'warning',
            reason: 'RequestMissing',
            message: `spec.resources has no request of ${missing.join(' and ')} to measure against: a default is set`,
          } as const,
        ]
      : []),
  ];
}

function ownPods(model: InstanceModel, pods: readonly PlacedPod[]): readonly PlacedPod[] {
  const { labels, namespace } = model.pod;
  return pods.filter((pod) => pod.namespace === namespace && Object.entries(labels).every(([name, value]) => pod.labels[name] === value));
}

/** Claims that are new: one for each pod of a StatefulSet beyond those that it has had. */
function newClaims({ replicas, values }: InstanceModel, before: InstanceModel | undefined): { count: number; size: string } | undefined {
  const { volume, workload } = values;
  if (volume === undefined || workload !== 'StatefulSet') return undefined;
  const had = before?.values.workload === 'StatefulSet' && before.values.volume !== undefined ? before.replicas : 0;
  return { count: Math.max(0, replicas - had), size: volume.size };
}

async function findings({ session, runtime: { signal } }: AdviceScene, live: KubeObject, desired: KubeObject): Promise<readonly Finding[]> {
  const workload = await readWorkload(session, live, signal);
  const model = instanceModel(desired, workload);
  if (model === undefined) return [];
  const before = instanceModel(live, workload);
  const { namespace } = model.values;
  const ofSpec = specFindings(model, before);
  // Nothing is made of it, so nothing takes room.
  if (ofSpec.some(({ severity }) => severity === 'error')) return ofSpec;
  const [quotas, nodes, everywhere] = await Promise.all([
    listIfAllowed(session, RESOURCE_QUOTA, namespace, signal),
    listIfAllowed(session, NODE, undefined, signal),
    listIfAllowed(session, POD, undefined, signal),
  ]);
  const inNamespace =
    everywhere ?? (quotas === undefined || quotas.length === 0 ? [] : await listIfAllowed(session, POD, namespace, signal));
  const present = inNamespace === undefined ? undefined : ownPods(model, placedPods(inNamespace));
  const judgesQuotas = quotas !== undefined && present !== undefined;
  const ofQuotas = judgesQuotas ? quotaFindings(quotas, model.pod, model.replicas, present, newClaims(model, before)) : [];
  const ofPlaces = nodes === undefined || everywhere === undefined ? [] : placeFindings(model, nodeStates(nodes, everywhere));
  return [...ofSpec, ...volumeFindings(model, before), ...ofQuotas, ...ofPlaces];
}

/** What commands that change an AbiInstance have to know. */
export const ABI_ADVICE: ChangeAdvice = {
  refuseScale: async ({ session, runtime }, live, replicas) => {
    const autoscalers = await listIfAllowed(session, HORIZONTAL_POD_AUTOSCALER, live.metadata.namespace, runtime.signal);
    refuseScale(live, autoscalers ?? [], replicas, runtime.entry.bin);
  },
  findings,
};
