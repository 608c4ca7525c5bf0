import type { V1Ingress, V1PodDisruptionBudget, V1Service, V2HorizontalPodAutoscaler } from '@kubernetes/client-node';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { partsOf } from '../../describe-object/parts-of.ts';
import { conditionsOf } from '../../why/evidence.ts';
import { objectName } from '../../why/related.ts';
import { MINUTE_MS, since, type Facts } from '../facts.ts';
import type { Hit } from '../finding.ts';
import type { DoctorRule } from '../rule.ts';

/** So long an address may take. */
const PATIENCE_MS: number = 10 * MINUTE_MS;

/** Parts of the names of DaemonSets whose network enforces NetworkPolicies. */
const ENFORCERS: readonly string[] = [
  'calico',
  'cilium',
  'antrea',
  'weave',
  'kube-router',
  'ovnkube',
  'canal',
  'romana',
  'anetd',
  'azure-npm',
  'netd',
  'aws-node',
];

function describe(type: string, { metadata: { name, namespace = 'default' } }: KubeObject): string {
  return `kubectl describe ${type} ${name} -n ${namespace}`;
}

function isOld(facts: Facts, object: KubeObject): boolean {
  return (since(facts, object.metadata.creationTimestamp) ?? 0) >= PATIENCE_MS;
}

function hits(facts: Facts, kind: string, judge: (object: KubeObject) => Omit<Hit, 'object'> | undefined): readonly Hit[] {
  return facts.all(kind).flatMap((object): readonly Hit[] => {
    const hit = judge(object);
    return hit === undefined ? [] : [{ object: objectName(object), ...hit }];
  });
}

/** Ways to the servers, autoscaling and disruptions. */
export const networkingRules: readonly DoctorRule[] = [
  {
    id: 'AIS501',
    area: 'networking',
    severity: 'warning',
    title: 'an Ingress has no address',
    find: (facts) =>
      hits(facts, 'Ingress', (ingress) => {
        const { status, spec } = partsOf<V1Ingress>(ingress);
        if (!isOld(facts, ingress) || (status?.loadBalancer?.ingress ?? []).length > 0) return undefined;
        const message = `no ingress controller of class ${spec?.ingressClassName ?? '(the default one)'} has given it an address for 10 minutes`;
        return { message, evidence: ['status.loadBalancer.ingress is empty'], fix: 'kubectl get ingressclass' };
      }),
  },
  {
    id: 'AIS502',
    area: 'networking',
    severity: 'warning',
    title: 'a load balancer has no address',
    find: (facts) =>
      hits(facts, 'Service', (service) => {
        const { status, spec } = partsOf<V1Service>(service);
        if (spec?.type !== 'LoadBalancer' || !isOld(facts, service) || (status?.loadBalancer?.ingress ?? []).length > 0) return undefined;
        const message = 'nothing in this cluster has given it an address for 10 minutes';
        return {
          message,
          evidence: ['spec.type is LoadBalancer, status.loadBalancer.ingress is empty'],
          fix: describe('service', service),
        };
      }),
  },
  {
    id: 'AIS503',
    area: 'networking',
    severity: 'info',
    title: 'nothing seems to enforce network policies',
    find: (facts) => {
      const policies = facts.all('NetworkPolicy');
      const [first] = policies;
      const names = facts.all('DaemonSet').map(({ metadata }) => metadata.name);
      if (first === undefined || !facts.sees('DaemonSet') || names.some((name) => ENFORCERS.some((part) => name.includes(part)))) return [];
      return [
        {
          message: `${String(policies.length)} network policies are stored, and no network that is known to enforce them was found: tenants may reach each other`,
          evidence: [names.length === 0 ? 'no DaemonSets in kube-system' : `DaemonSets of kube-system: ${names.join(', ')}`],
          fix: 'kubectl get daemonsets -n kube-system',
        },
      ];
    },
  },
  {
    id: 'AIS504',
    area: 'networking',
    severity: 'warning',
    title: 'a disruption budget blocks drains',
    find: (facts) =>
      hits(facts, 'PodDisruptionBudget', (budget) => {
        const {
          expectedPods = 0,
          currentHealthy = 0,
          desiredHealthy = 0,
          disruptionsAllowed = 1,
        } = partsOf<V1PodDisruptionBudget>(budget).status ?? {};
        if (disruptionsAllowed > 0 || expectedPods === 0 || currentHealthy < expectedPods) return undefined;
        return {
          message: `all ${String(expectedPods)} pods are well and none of them may go: kubectl drain waits for ever`,
          evidence: [`disruptionsAllowed 0, desiredHealthy ${String(desiredHealthy)}`],
          fix: describe('pdb', budget),
        };
      }),
  },
  {
    id: 'AIS505',
    area: 'networking',
    severity: 'warning',
    title: 'an autoscaler cannot scale: least is most',
    find: (facts) =>
      hits(facts, 'HorizontalPodAutoscaler', (autoscaler) => {
        const { spec } = partsOf<V2HorizontalPodAutoscaler>(autoscaler);
        if (spec === undefined || (spec.minReplicas ?? 1) !== spec.maxReplicas) return undefined;
        const count = String(spec.maxReplicas);
        return {
          message: `minReplicas and maxReplicas are both ${count}: it never changes anything`,
          evidence: [`minReplicas ${count}, maxReplicas ${count}`],
          fix: describe('hpa', autoscaler),
        };
      }),
  },
  {
    id: 'AIS506',
    area: 'networking',
    severity: 'warning',
    title: 'an autoscaler has no metrics',
    find: (facts) =>
      hits(facts, 'HorizontalPodAutoscaler', (autoscaler) => {
        const off = conditionsOf(autoscaler).find(
          ({ type, status, reason }) => type === 'ScalingActive' && status === 'False' && reason !== 'ScalingDisabled',
        );
        if (off === undefined) return undefined;
        const evidence = [`ScalingActive=False (${off.reason ?? ''})`];
        return {
          message: off.message ?? 'it cannot read what the pods use',
          evidence,
          fix: 'kubectl get apiservice v1beta1.metrics.k8s.io',
        };
      }),
  },
  {
    id: 'AIS507',
    area: 'networking',
    severity: 'info',
    title: 'an autoscaler is at its most',
    find: (facts) =>
      hits(facts, 'HorizontalPodAutoscaler', (autoscaler) => {
        const limited = conditionsOf(autoscaler).find(
          ({ type, status, reason }) => type === 'ScalingLimited' && status === 'True' && reason === 'TooManyReplicas',
        );
        if (limited === undefined) return undefined;
        return {
          message: 'it would make more pods than maxReplicas allows',
          evidence: [`ScalingLimited=True (${limited.reason ?? ''})`],
          fix: describe('hpa', autoscaler),
        };
      }),
  },
];
