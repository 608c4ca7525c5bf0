import { API_KEY_SECRET_ANNOTATION } from '../../../../reconcile/marie/job/job-cluster.ts';
import { at, DAY_MS, listAt, numberAt, ownOf, since, textAt, type Facts, type OwnObject } from '../facts.ts';
import { conditionsOf } from '../../why/evidence.ts';
import { objectName } from '../../why/related.ts';
import { createSecret } from '../../why/rules/secret.ts';
import type { Hit } from '../finding.ts';
import { patchOwn, programOf } from '../fix-words.ts';
import type { DoctorRule } from '../rule.ts';

const OLD_DAYS = 30;
const DONE: ReadonlySet<unknown> = new Set(['Succeeded', 'Failed', 'Cancelled']);

function hits(facts: Facts, kind: string, judge: (own: OwnObject) => Omit<Hit, 'object'> | undefined): readonly Hit[] {
  return ownOf(facts, kind).flatMap((own): readonly Hit[] => {
    const hit = judge(own);
    return hit === undefined ? [] : [{ object: objectName(own.object), ...hit }];
  });
}

function asksForGpu(own: OwnObject): boolean {
  return listAt(own.spec, 'executorGroupSpecs').some((group) => at(group, 'gpu') === true && at(group, 'suspend') !== true);
}

/** Marie. */
export const marieRules: readonly DoctorRule[] = [
  {
    id: 'AIS951',
    area: 'marie',
    severity: 'warning',
    title: 'a gateway has no API key',
    find: (facts) =>
      hits(facts, 'MarieCluster', (own) => {
        const told = conditionsOf(own.object).find(({ reason }) => reason === 'AuthNotConfigured');
        if (told === undefined) return undefined;
        const { name, namespace = 'default', annotations } = own.object.metadata;
        const secret = textAt(own.spec, 'auth', 'secretRef', 'name') ?? annotations?.[API_KEY_SECRET_ANNOTATION] ?? `${name}-api-key`;
        const key = textAt(own.spec, 'auth', 'secretRef', 'key') ?? 'api_key';
        return {
          message: told.message ?? 'without an API key no job can be submitted',
          evidence: [`${told.type}=${told.status} (AuthNotConfigured)`],
          fix: createSecret({ kind: 'Secret', namespace, name: secret }, [key]),
        };
      }),
  },
  {
    id: 'AIS952',
    area: 'marie',
    severity: 'error',
    title: 'the cluster of a job does not exist',
    find: (facts) =>
      hits(facts, 'MarieJob', (own) => {
        const look = own.references.find(({ reference }) => reference.type.kind === 'MarieCluster');
        if (look?.state !== 'absent' || DONE.has(at(own.object['status'], 'phase'))) return undefined;
        const { name, namespace = 'default' } = look.reference;
        return {
          message: `spec.clusterRef names ${name}, and there is no such MarieCluster in namespace ${namespace}`,
          evidence: [`MarieCluster/${namespace}/${name}: not found`],
          fix: `kubectl get marieclusters.marie.ai -n ${namespace}`,
        };
      }),
  },
  {
    id: 'AIS953',
    area: 'marie',
    severity: 'info',
    title: 'a finished job stays for ever',
    find: (facts) =>
      hits(facts, 'MarieJob', (own) => {
        const age = since(facts, at(own.object['status'], 'completionTime'));
        if (at(own.spec, 'ttlSecondsAfterFinished') !== undefined || age === undefined || age < OLD_DAYS * DAY_MS) return undefined;
        const { name, namespace = 'default' } = own.object.metadata;
        return {
          message: `it ended more than ${String(OLD_DAYS)} days ago and has no ttlSecondsAfterFinished`,
          evidence: [`status.completionTime ${String(at(own.object['status'], 'completionTime'))}`],
          fix: `${programOf(facts, 'marie')} delete mariejob ${name} -n ${namespace}`,
        };
      }),
  },
  {
    id: 'AIS954',
    area: 'marie',
    severity: 'warning',
    title: 'several schedulers over one database',
    find: (facts) =>
      hits(facts, 'MarieCluster', (own) => {
        const count = numberAt(own.spec, 'serverSpec', 'replicas') ?? 1;
        if (count < 2) return undefined;
        return {
          message: `each of ${String(count)} server pods runs a scheduler of its own over one database, which is not known to work well`,
          evidence: [`spec.serverSpec.replicas: ${String(count)}`],
          fix: patchOwn(own, ['spec', 'serverSpec', 'replicas'], 1),
        };
      }),
  },
  {
    id: 'AIS955',
    area: 'marie',
    severity: 'warning',
    title: 'no node has a GPU for executors',
    find: (facts) =>
      hits(facts, 'MarieCluster', (own) => {
        const offers = facts
          .all('Node')
          .some((node) =>
            Object.entries((at(node['status'], 'allocatable') ?? {}) as Readonly<Record<string, unknown>>).some(
              ([name, amount]) => name.endsWith('/gpu') && String(amount) !== '0',
            ),
          );
        if (!asksForGpu(own) || !facts.sees('Node') || offers || at(own.spec, 'suspend') === true) return undefined;
        return {
          message: 'a group has gpu true, and no node offers one: its pods stay Pending',
          evidence: ['no node has an allocatable GPU'],
          fix: "kubectl get nodes -o 'custom-columns=NODE:.metadata.name,GPUS:.status.allocatable.nvidia\\.com/gpu'",
        };
      }),
  },
  {
    id: 'AIS956',
    area: 'marie',
    severity: 'warning',
    title: 'a job makes no progress',
    find: (facts) =>
      hits(facts, 'MarieJob', (own) => {
        const stalled = since(facts, at(own.object['status'], 'lastProgressTime'));
        const limit = (numberAt(own.spec, 'stallTimeoutSeconds') ?? 1800) * 1000;
        if (at(own.object['status'], 'phase') !== 'Running' || stalled === undefined || stalled < limit) return undefined;
        const { name, namespace = 'default' } = own.object.metadata;
        return {
          message: 'its tasks have not changed for longer than stallTimeoutSeconds',
          evidence: [`status.lastProgressTime ${String(at(own.object['status'], 'lastProgressTime'))}`],
          fix: `${programOf(facts, 'marie')} job status ${name} -n ${namespace}`,
        };
      }),
  },
];
