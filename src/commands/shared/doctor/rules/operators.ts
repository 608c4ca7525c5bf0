import { controllerOf, type KubeObject } from '../../../../kernel/kube-object.ts';
import { SCOPE_ANNOTATION } from '../../../../reconcile/engine/lease.ts';
import { overlaps } from '../../../../kernel/shard.ts';
import { TAKEN_OVER_REPLICAS, takenOverOf } from '../../../../reconcile/engine/taken-over.ts';
import { INTENT_ANNOTATION } from '../../../../reconcile/engine/intent.ts';
import { objectName } from '../../why/related.ts';
import { staleness } from '../../why/primary-link.ts';
import { MINUTE_MS, numberAt, since, textAt, type Facts, type OperatorLook, type OwnObject } from '../facts.ts';
import type { Hit } from '../finding.ts';
import { objectWord, programOf } from '../fix-words.ts';
import type { DoctorRule } from '../rule.ts';

/** So long a run may take from scaling an operator down to holding its lease. */
const TAKING_MS: number = 2 * MINUTE_MS;
/** A pass may take that long. */
const PATIENCE_MS: number = 5 * MINUTE_MS;

function scopeOf(deployment: KubeObject): string {
  return deployment.metadata.annotations?.[SCOPE_ANNOTATION] ?? '*';
}

/** Whether anything acts on the objects of a system; undefined where that may not be seen. */
function isServed({ found }: OperatorLook): boolean | undefined {
  if ((found.ready ?? []).length > 0 || (found.holders ?? []).length > 0) return true;
  return found.hidden === undefined ? false : undefined;
}

function looksOf(facts: Facts, own: OwnObject): OperatorLook | undefined {
  return facts.operators.find(({ system }) => system.id === own.kind.system);
}

function goingFor(facts: Facts, { object }: OwnObject): number {
  return since(facts, object.metadata.deletionTimestamp) ?? 0;
}

/** Who acts on what is stored. */
export const operatorRules: readonly DoctorRule[] = [
  {
    id: 'AIS101',
    area: 'operators',
    severity: 'error',
    title: 'two operators act on the same objects',
    find: (facts) =>
      facts.operators.flatMap(({ system, found }): readonly Hit[] => {
        const ready = found.ready ?? [];
        const pair = ready.flatMap((one, index) =>
          ready.slice(index + 1).flatMap((other) => (overlaps(scopeOf(one), scopeOf(other)) ? [[one, other] as const] : [])),
        )[0];
        if (pair === undefined) return [];
        const [one, other] = pair;
        const places = pair.map(({ metadata }) => `Deployment/${metadata.namespace ?? ''}/${metadata.name}`);
        return [
          {
            object: objectName(one),
            message: `${places.join(' and ')} both reconcile ${system.title}: they undo each other's work`,
            evidence: places.map((place) => `${place} has a ready pod`),
            fix: `kubectl scale deployment ${other.metadata.name} -n ${other.metadata.namespace ?? ''} --replicas=0`,
          },
        ];
      }),
  },
  {
    id: 'AIS102',
    area: 'operators',
    severity: 'error',
    title: 'an operator runs and has lost its lease',
    find: (facts) =>
      facts.operators.flatMap(({ system, found }): readonly Hit[] => {
        const [runs] = found.ready ?? [];
        const lease = (found.leases ?? []).find((one) => (textAt(one['spec'], 'holderIdentity') ?? '') !== '');
        if (runs === undefined || lease === undefined || (found.holders ?? []).length > 0) return [];
        const { name, namespace = '' } = runs.metadata;
        return [
          {
            object: objectName(lease),
            message: `${name} has a ready pod and no longer renews its lease: nothing acts on the objects of ${system.title}`,
            evidence: [`holder ${textAt(lease['spec'], 'holderIdentity') ?? ''}, renewed ${textAt(lease['spec'], 'renewTime') ?? 'never'}`],
            fix: `kubectl rollout restart deployment ${name} -n ${namespace}`,
          },
        ];
      }),
  },
  {
    id: 'AIS103',
    area: 'operators',
    severity: 'info',
    title: 'a lease is left behind',
    find: (facts) =>
      facts.operators.flatMap(({ found }): readonly Hit[] =>
        (found.ready ?? []).length > 0 || (found.holders ?? []).length > 0
          ? []
          : (found.leases ?? []).flatMap((lease) => {
              const holder = textAt(lease['spec'], 'holderIdentity') ?? '';
              if (holder === '') return [];
              const { name, namespace = '' } = lease.metadata;
              return [
                {
                  object: objectName(lease),
                  message: `${holder} ended without giving its lease back; the next operator takes it after a moment`,
                  evidence: [`renewed ${textAt(lease['spec'], 'renewTime') ?? 'never'}`],
                  fix: `kubectl delete lease ${name} -n ${namespace}`,
                },
              ];
            }),
      ),
  },
  {
    id: 'AIS104',
    area: 'operators',
    severity: 'error',
    title: 'an operator was taken over and not given back',
    find: (facts) =>
      facts.operators.flatMap(({ system, found }): readonly Hit[] =>
        (found.deployments ?? []).flatMap((deployment): readonly Hit[] => {
          const taken = takenOverOf(deployment);
          if (taken === undefined || numberAt(deployment['spec'], 'replicas') !== 0) return [];
          const isAlive = (found.holders ?? []).some(({ identity }) => identity === taken.by);
          // Right after scaling down it has no lease yet.
          if (isAlive || found.hidden === 'leases' || facts.now - taken.at < TAKING_MS) return [];
          const { name } = deployment.metadata;
          const taker = taken.by === '' ? 'a run of this program' : taken.by;
          return [
            {
              object: objectName(deployment),
              message: `${name} was scaled to 0 by ${taker}, which is gone: nothing acts on the objects of ${system.title}`,
              evidence: [
                `annotation ${TAKEN_OVER_REPLICAS}=${String(taken.replicas ?? '')}, spec.replicas is 0`,
                'the taker holds no live lease',
              ],
              fix: `${programOf(facts, system.id)} reconcile --give-back`,
            },
          ];
        }),
      ),
  },
  {
    id: 'AIS105',
    area: 'operators',
    severity: 'info',
    title: 'an object comes from another operator',
    find: (facts) =>
      facts.own.flatMap((own): readonly Hit[] => {
        const uid = own.object.metadata.uid;
        const made = ['Deployment', 'StatefulSet', 'CronJob'].flatMap((kind) =>
          facts
            .all(kind)
            .filter((child) => controllerOf(child)?.uid === uid && child.metadata.annotations?.[INTENT_ANNOTATION] === undefined),
        );
        return made.map((child) => ({
          object: objectName(child),
          message: `${child.kind} ${child.metadata.name} was made for ${own.kind.kind} ${own.object.metadata.name} by another operator; the next pass brings it in step`,
          evidence: [`it has no annotation ${INTENT_ANNOTATION}`],
          fix: `${programOf(facts, own.kind.system)} reconcile ${objectWord(own)}`,
        }));
      }),
  },
  {
    id: 'AIS106',
    area: 'operators',
    severity: 'error',
    title: 'a deletion waits for an operator that does not run',
    find: (facts) =>
      facts.own.flatMap((own): readonly Hit[] => {
        const { finalizers = [] } = own.object.metadata;
        const look = looksOf(facts, own);
        if (finalizers.length === 0 || goingFor(facts, own) < PATIENCE_MS || look === undefined || isServed(look) !== false) return [];
        return [
          {
            object: objectName(own.object),
            message: `it is being deleted and no operator runs that would clean up behind it`,
            evidence: [`deletionTimestamp ${own.object.metadata.deletionTimestamp ?? ''}`, `finalizers ${finalizers.join(', ')}`],
            fix: `${programOf(facts, own.kind.system)} reconcile ${objectWord(own)}`,
          },
        ];
      }),
  },
  {
    id: 'AIS107',
    area: 'operators',
    severity: 'warning',
    title: 'a deletion takes long',
    find: (facts) =>
      facts.own.flatMap((own): readonly Hit[] => {
        const { finalizers = [] } = own.object.metadata;
        const look = looksOf(facts, own);
        if (finalizers.length === 0 || goingFor(facts, own) < PATIENCE_MS || (look !== undefined && isServed(look) === false)) return [];
        const foreign = finalizers.filter((finalizer) => !finalizer.startsWith(`${own.kind.group}/`));
        const waits = foreign.length === 0 ? 'its operator has not cleaned up yet' : `others hold it: ${foreign.join(', ')}`;
        return [
          {
            object: objectName(own.object),
            message: `it has been going for more than 5 minutes: ${waits}`,
            evidence: [`finalizers ${finalizers.join(', ')}`],
            fix: `${programOf(facts, own.kind.system)} why ${objectWord(own)}`,
          },
        ];
      }),
  },
  {
    id: 'AIS108',
    area: 'operators',
    severity: 'warning',
    title: 'an operator has not seen the present spec',
    find: (facts) =>
      facts.own.flatMap((own): readonly Hit[] => {
        const { object } = own;
        const isNew = (since(facts, object.metadata.creationTimestamp) ?? 0) < MINUTE_MS;
        const stale = staleness(object);
        if (stale === undefined || isNew || object.metadata.deletionTimestamp !== undefined) return [];
        return [
          {
            object: objectName(object),
            message: stale,
            evidence: [
              `generation ${String(object.metadata.generation ?? 0)}, observed ${String(numberAt(object['status'], 'observedGeneration') ?? 'never')}`,
            ],
            fix: `${programOf(facts, own.kind.system)} reconcile ${objectWord(own)}`,
          },
        ];
      }),
  },
];
