import type { V1Deployment, V1Pod, V1ResourceQuota } from '@kubernetes/client-node';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { compareQuantities } from '../../../../kernel/quantity.ts';
import { partsOf } from '../../describe-object/parts-of.ts';
import { conditionsOf } from '../../why/evidence.ts';
import { nameText } from '../../why/link.ts';
import { objectName } from '../../why/related.ts';
import { numberAt, type Facts, type OwnObject } from '../facts.ts';
import type { Hit } from '../finding.ts';
import { objectWord, programOf } from '../fix-words.ts';
import type { DoctorRule } from '../rule.ts';

/** A container that has started again so often does not run well. */
const MANY_RESTARTS = 5;

/** Whether a name stands for whatever is newest. */
function isLoose(image: string): boolean {
  const last = image.split('/').at(-1) ?? '';
  return image !== '' && !last.includes('@') && (!last.includes(':') || last.endsWith(':latest'));
}

/** How an object stands, with the root of its chain of causes. */
function statusHit(facts: Facts, { kind, object, item, chain }: OwnObject): Hit {
  const root = chain.at(-1);
  const message = root?.message ?? (item.message === '' ? `its phase is ${item.phase === '' ? 'unknown' : item.phase}` : item.message);
  const own = root === undefined || nameText(root.object) === nameText(objectName(object));
  const fix =
    chain.findLast((link) => link.fix !== undefined)?.fix ?? `${programOf(facts, kind.system)} why ${objectWord({ kind, object })}`;
  const evidence = [...chain.map((link) => `${nameText(link.object)}: ${link.reason}`), ...(root?.evidence ?? []).map(({ text }) => text)];
  return { object: objectName(object), message: own ? message : `${nameText(root.object)}: ${message}`, evidence, fix };
}

function isBlocked({ chain }: OwnObject): boolean {
  return chain.some(({ state }) => state !== 'waits');
}

function isFailed({ chain, item }: OwnObject): boolean {
  return item.health === 'failed' || chain[0]?.state === 'failed';
}

function isWaiting(own: OwnObject): boolean {
  return !isFailed(own) && !isBlocked(own) && (own.chain.length > 0 || own.item.health === 'pending');
}

/** How our objects stand, and what is wrong with their pods. */
export const objectRules: readonly DoctorRule[] = [
  {
    id: 'AIS201',
    area: 'objects',
    severity: 'error',
    title: 'an object has failed',
    find: (facts) => facts.own.filter(isFailed).map((own) => statusHit(facts, own)),
  },
  {
    id: 'AIS202',
    area: 'objects',
    severity: 'error',
    title: 'an object is blocked until somebody acts',
    find: (facts) => facts.own.filter((own) => !isFailed(own) && isBlocked(own)).map((own) => statusHit(facts, own)),
  },
  {
    id: 'AIS203',
    area: 'objects',
    severity: 'warning',
    title: 'an object is not ready yet',
    find: (facts) => facts.own.filter(isWaiting).map((own) => statusHit(facts, own)),
  },
  {
    id: 'AIS204',
    area: 'objects',
    severity: 'warning',
    title: 'an object is degraded',
    find: (facts) =>
      facts.own
        .filter(({ item, chain }) => item.health === 'degraded' && chain.length === 0)
        .map((own) => ({
          object: objectName(own.object),
          message: own.item.message,
          evidence: [`Degraded=True (${own.item.reason})`],
          fix: `${programOf(facts, own.kind.system)} describe ${objectWord(own)}`,
        })),
  },
  {
    id: 'AIS205',
    area: 'objects',
    severity: 'error',
    title: 'a stored spec is not valid',
    find: (facts) =>
      facts.own.flatMap((own): readonly Hit[] => {
        const [first] = own.issues;
        if (first === undefined) return [];
        const more = own.issues.length === 1 ? '' : ` (and ${String(own.issues.length - 1)} more)`;
        return [
          {
            object: objectName(own.object),
            message: `${['spec', ...first.path.map(String)].join('.')}: ${first.message}${more}`,
            evidence: ['an older definition let it in; the present one does not'],
            fix: `kubectl edit ${own.kind.plural}.${own.kind.group} ${own.object.metadata.name}${own.object.metadata.namespace === undefined ? '' : ` -n ${own.object.metadata.namespace}`}`,
          },
        ];
      }),
  },
  {
    id: 'AIS206',
    area: 'objects',
    severity: 'warning',
    title: 'more pods than can work together',
    find: (facts) =>
      facts.own.flatMap((own): readonly Hit[] => {
        const { replicas, replicasLimit } = own.kind;
        if (replicas === undefined || replicasLimit === undefined) return [];
        const wanted = numberAt({ spec: own.spec }, ...replicas) ?? 0;
        if (wanted <= replicasLimit.most) return [];
        return [
          {
            object: objectName(own.object),
            message: `${replicas.join('.')} is ${String(wanted)}, and no more than ${String(replicasLimit.most)} become ready: ${replicasLimit.why}`,
            evidence: [`${replicas.join('.')}: ${String(wanted)}`],
            fix: `${programOf(facts, own.kind.system)} scale ${objectWord(own)} --replicas ${String(replicasLimit.most)}`,
          },
        ];
      }),
  },
  {
    id: 'AIS207',
    area: 'objects',
    severity: 'info',
    title: 'an image has no fixed version',
    find: (facts) => {
      const users = new Map<string, KubeObject[]>();
      for (const workload of ['Deployment', 'StatefulSet'].flatMap((kind) => facts.all(kind))) {
        for (const { image = '' } of partsOf<V1Deployment>(workload).spec?.template.spec?.containers ?? []) {
          if (isLoose(image)) users.set(image, [...(users.get(image) ?? []), workload]);
        }
      }
      return [...users].map(([image, workloads]): Hit => ({
        message: `${image} means another program whenever a pod starts anew`,
        evidence: [`used by ${workloads.map((workload) => nameText(objectName(workload))).join(', ')}`],
        fix: 'name a version or a digest in the spec',
      }));
    },
  },
  {
    id: 'AIS208',
    area: 'objects',
    severity: 'warning',
    title: 'a container starts again and again',
    find: (facts) =>
      facts.all('Pod').flatMap((pod): readonly Hit[] => {
        const bad = (partsOf<V1Pod>(pod).status?.containerStatuses ?? []).find(({ restartCount }) => restartCount >= MANY_RESTARTS);
        if (bad === undefined) return [];
        const { name, namespace = 'default' } = pod.metadata;
        const end = bad.lastState?.terminated;
        return [
          {
            object: objectName(pod),
            message: `container ${bad.name} has started ${String(bad.restartCount)} times anew`,
            evidence:
              end === undefined
                ? [`restartCount ${String(bad.restartCount)}`]
                : [`last end: ${end.reason ?? 'Error'}, exit code ${String(end.exitCode)}`],
            fix: `kubectl logs ${name} -n ${namespace} -c ${bad.name} --previous`,
          },
        ];
      }),
  },
  {
    id: 'AIS209',
    area: 'objects',
    severity: 'warning',
    title: 'a quota is used up',
    find: (facts) =>
      facts.all('ResourceQuota').flatMap((quota): readonly Hit[] => {
        const { hard = {}, used = {} } = partsOf<V1ResourceQuota>(quota).status ?? {};
        const full = Object.entries(hard).flatMap(([resource, most]) => {
          const now = used[resource] ?? '0';
          return compareQuantities(most, 0) !== 0 && (compareQuantities(now, most) ?? -1) >= 0 ? [`${resource} ${now} of ${most}`] : [];
        });
        if (full.length === 0) return [];
        const { name, namespace = 'default' } = quota.metadata;
        return [
          {
            object: objectName(quota),
            message: `nothing more fits: ${full.join(', ')}`,
            evidence: full,
            fix: `kubectl describe resourcequota ${name} -n ${namespace}`,
          },
        ];
      }),
  },
  {
    id: 'AIS210',
    area: 'objects',
    severity: 'warning',
    title: 'a rollout is stuck',
    find: (facts) =>
      facts.all('Deployment').flatMap((deployment): readonly Hit[] => {
        const stuck = conditionsOf(deployment).find(({ type, status }) => type === 'Progressing' && status === 'False');
        if (stuck === undefined) return [];
        const { name, namespace = 'default' } = deployment.metadata;
        return [
          {
            object: objectName(deployment),
            message: stuck.message ?? 'it makes no progress',
            evidence: [`Progressing=False (${stuck.reason ?? ''})`],
            fix: `kubectl rollout status deployment ${name} -n ${namespace} --timeout=10s`,
          },
        ];
      }),
  },
  {
    id: 'AIS211',
    area: 'objects',
    severity: 'info',
    title: 'an object is suspended',
    find: (facts) =>
      facts.own
        .filter(({ item, kind }) => item.health === 'suspended' && kind.suspend !== undefined)
        .map((own) => ({
          object: objectName(own.object),
          message: 'it is suspended: it does nothing until it is resumed',
          evidence: [`phase ${own.item.phase}`],
          fix: `${programOf(facts, own.kind.system)} resume ${objectWord(own)}`,
        })),
  },
];
