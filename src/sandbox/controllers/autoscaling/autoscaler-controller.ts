import { timestamp } from '../../../kernel/clock.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { keyOf, parseKey } from '../../../kernel/kube-object.ts';
import { isFailure } from '../../failures/api-failure.ts';
import { notFound } from '../../failures/common-failures.ts';
import type { ServedResource } from '../../resources/served-resource.ts';
import type { Controller } from '../framework/controller.ts';
import type { Hands } from '../framework/hands.ts';
import type { WorkloadCondition } from '../framework/workload-condition.ts';
import { withCondition, withoutCondition } from '../framework/workload-condition.ts';
import { withoutZero } from '../framework/without-zero.ts';
import type { Autoscaler } from './autoscaler.ts';
import { AUTOSCALERS } from './autoscaler.ts';
import { recommendation, wantedReplicas } from './wanted-replicas.ts';

/** A controller that can be told what a metrics server would have measured. */
export interface AutoscalerController extends Controller {
  /** Average utilization in percent of the request, for every resource metric of that autoscaler; undefined: nothing is measured. */
  setMetric(namespace: string, name: string, utilization: number | undefined): void;
}

interface Scale extends KubeObject {
  readonly spec: { readonly replicas?: number };
  readonly status?: { readonly replicas?: number };
}

interface Attempt {
  readonly conditions: readonly WorkloadCondition[];
  readonly current?: number;
  readonly desired: number;
  readonly metrics?: readonly object[];
  readonly scaled?: boolean;
}

const SERVER_SAYS = 'the server could not find the requested resource (get pods.metrics.k8s.io)';
const STABLE_SECONDS = 300;

/** Reads targets through their scale subresource and writes replicas there; without a metric it says what is missing. */
export function autoscalerController(hands: Hands): AutoscalerController {
  const writer = hands.as({ manager: 'kube-controller-manager', component: 'horizontal-pod-autoscaler' });
  const metrics = new Map<string, number>();
  const recommendations = new Map<string, { readonly at: number; readonly replicas: number }[]>();
  let poke: (key: string) => void = () => {};

  const targetOf = (autoscaler: Autoscaler): { resource: ServedResource; scale: Scale } => {
    const { apiVersion = '', kind, name } = autoscaler.spec.scaleTargetRef;
    const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
    const resource = hands.registry.findKind(group, kind);
    if (resource === undefined) throw notFound({ group, plural: kind, kind }, name);
    const { namespace = '' } = autoscaler.metadata;
    return { resource, scale: hands.objects.get(resource, { namespace, name }, 'scale') as Scale };
  };
  const warn = (autoscaler: Autoscaler, reason: string, message: string): void =>
    writer.event(autoscaler, { type: 'Warning', reason, message });
  const unmeasured = (autoscaler: Autoscaler): string => {
    const names = (autoscaler.spec.metrics ?? []).map((metric) => metric.resource?.name ?? 'cpu');
    const failures = names.map((name) => {
      return `failed to get ${name} utilization: unable to get metrics for resource ${name}: unable to fetch metrics from resource metrics API: ${SERVER_SAYS}`;
    });
    for (const failure of failures) warn(autoscaler, 'FailedGetResourceMetric', failure);
    const [first = ''] = failures;
    const count = String(failures.length);
    const summary = `invalid metrics (${count} invalid out of ${count}), first error is: failed to get ${names[0] ?? ''} resource metric value: ${first}`;
    warn(autoscaler, 'FailedComputeMetricsReplicas', summary);
    return first;
  };
  const recentMost = (key: string, autoscaler: Autoscaler, asked: number): number => {
    const now = hands.clock.now();
    const span = (autoscaler.spec.behavior?.scaleDown?.stabilizationWindowSeconds ?? STABLE_SECONDS) * 1000;
    const kept = (recommendations.get(key) ?? []).filter(({ at }) => at > now - span);
    kept.push({ at: now, replicas: asked });
    recommendations.set(key, kept);
    return Math.max(...kept.map(({ replicas }) => replicas));
  };
  const attempt = (key: string, autoscaler: Autoscaler): Attempt => {
    const now = hands.clock.now();
    const { spec, status = {} } = autoscaler;
    let conditions = status.conditions ?? [];
    const say = (type: string, holds: boolean, reason: string, message: string): void => {
      conditions = withCondition(conditions, { type, status: holds ? 'True' : 'False', reason, message }, now);
    };
    let target: ReturnType<typeof targetOf>;
    try {
      target = targetOf(autoscaler);
    } catch (error) {
      if (!isFailure(error)) throw error;
      warn(autoscaler, 'FailedGetScale', error.message);
      say('AbleToScale', false, 'FailedGetScale', `the HPA controller was unable to get the target's current scale: ${error.message}`);
      return { conditions, desired: status.desiredReplicas ?? 0 };
    }
    const { resource, scale } = target;
    say('AbleToScale', true, 'SucceededGetScale', "the HPA controller was able to get the target's current scale");
    const wantedNow = scale.spec.replicas ?? 0;
    const current = wantedNow;
    const min = spec.minReplicas ?? 1;
    let desired = current;
    let why = '';
    let measured: readonly object[] | undefined;
    const utilization = metrics.get(key);
    if (wantedNow === 0 && min !== 0) {
      say('ScalingActive', false, 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero');
      return { conditions: withoutCondition(conditions, 'ScalingLimited'), current, desired: 0 };
    }
    if (current > spec.maxReplicas) [desired, why] = [spec.maxReplicas, 'Current number of replicas above Spec.MaxReplicas'];
    else if (current < min) [desired, why] = [min, 'Current number of replicas below Spec.MinReplicas'];
    else if (utilization === undefined) {
      const failure = unmeasured(autoscaler);
      say('ScalingActive', false, 'FailedGetResourceMetric', `the HPA was unable to compute the replica count: ${failure}`);
      const unknown = (spec.metrics ?? []).map(() => ({ type: '' }));
      return { conditions, current, desired: status.desiredReplicas ?? 0, metrics: unknown };
    } else {
      const targets = (spec.metrics ?? []).map(({ resource: of }) => ({
        name: of?.name ?? 'cpu',
        goal: of?.target.averageUtilization ?? 80,
      }));
      const most = targets.toSorted((left, right) => left.goal - right.goal)[0] ?? { name: 'cpu', goal: 80 };
      const ratio = utilization / most.goal;
      const recent = recentMost(key, autoscaler, recommendation(current, ratio));
      const wanted = wantedReplicas({ current, min, max: spec.maxReplicas, ratio, recent });
      say('AbleToScale', true, wanted.able.reason, wanted.able.message);
      const from = `${most.name} resource utilization (percentage of request)`;
      say('ScalingActive', true, 'ValidMetricFound', `the HPA was able to successfully calculate a replica count from ${from}`);
      say('ScalingLimited', wanted.limited.status === 'True', wanted.limited.reason, wanted.limited.message);
      measured = targets.map(({ name }) => ({ type: 'Resource', resource: { name, current: { averageUtilization: utilization } } }));
      desired = wanted.replicas;
      why = desired > current ? `${from} above target` : 'All metrics below target';
    }
    const result = { current, desired, ...(measured === undefined ? {} : { metrics: measured }) };
    if (desired === current) return { ...result, conditions };
    const requester = { name: 'system:kube-controller-manager', groups: ['system:masters', 'system:authenticated'] };
    const body = { ...scale, spec: { ...scale.spec, replicas: desired } };
    const { namespace = '' } = autoscaler.metadata;
    const at = { namespace, name: spec.scaleTargetRef.name };
    hands.objects.update(resource, at, body, { requester, fieldManager: 'kube-controller-manager', subresource: 'scale' });
    writer.event(autoscaler, { type: 'Normal', reason: 'SuccessfulRescale', message: `New size: ${String(desired)}; reason: ${why}` });
    say('AbleToScale', true, 'SucceededRescale', `the HPA controller was able to update the target scale to ${String(desired)}`);
    return { ...result, conditions, scaled: true };
  };

  return {
    name: 'autoscaler',
    watches: [AUTOSCALERS],
    observe: ({ type, object, previous }, enqueue) => {
      poke = enqueue;
      const { namespace = '', name, generation } = object.metadata;
      const key = keyOf({ namespace, name });
      if (type === 'DELETED') {
        metrics.delete(key);
        recommendations.delete(key);
        return;
      }
      // Its own writes of the status bring it back here; only what somebody else wants is a reason to look before the time.
      const asked = previous === undefined || previous['spec'] !== object['spec'] || previous.metadata.generation !== generation;
      if (asked) enqueue(key);
    },
    work: (key) => {
      const { namespace, name } = parseKey(key);
      const autoscaler = hands.read(AUTOSCALERS, namespace, name);
      if (autoscaler === undefined) return undefined;
      const { conditions, current, desired, metrics: measured, scaled } = attempt(key, autoscaler);
      const lastScaleTime = scaled === true ? timestamp(hands.clock.now()) : autoscaler.status?.lastScaleTime;
      writer.updateStatus(AUTOSCALERS, autoscaler, {
        ...withoutZero({ currentReplicas: current, lastScaleTime, conditions }),
        currentMetrics: measured ?? null,
        desiredReplicas: desired,
      });
      return hands.timing.autoscale;
    },
    setMetric: (namespace, name, utilization) => {
      const key = keyOf({ namespace, name });
      if (utilization === undefined) metrics.delete(key);
      else metrics.set(key, utilization);
      poke(key);
    },
  };
}
