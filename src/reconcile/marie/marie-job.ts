import { CONFIG_MAP, JOB, SECRET } from '../../kernel/builtin-types.ts';
import type { ObjectKey } from '../../kernel/kube-object.ts';
import { programImage } from '../../kernel/program-image.ts';
import { marieCluster } from '../../kinds/marie/marie-cluster.ts';
import type { MarieJobSpec } from '../../kinds/marie/job-spec.ts';
import type { MarieJobStatus } from '../../kinds/marie/job-status.ts';
import { marieJob as kind } from '../../kinds/marie/marie-job.ts';
import type { KindReconciler } from '../engine/contract.ts';
import type { MarieGateway } from './gateway.ts';
import { freshAttempts } from './job/fresh-attempts.ts';
import { namedCluster } from './job/job-cluster.ts';
import { jobEffects } from './job/job-effects.ts';
import { observeJob, type MarieJobObserved, type MarieJobPrimary } from './job/observe-job.ts';
import { planInvalidJob } from './job/plan-invalid-job.ts';
import { planJob } from './job/plan-job.ts';

function clustersOf({ metadata, spec, status }: MarieJobPrimary): readonly ObjectKey[] {
  const names = [namedCluster(spec, metadata), status?.clusterName].filter((name) => name !== undefined);
  return [...new Set(names)].map((name) => ({ namespace: metadata.namespace ?? 'default', name }));
}

function secretsOf(primary: MarieJobPrimary): readonly ObjectKey[] {
  const { auth, input } = primary.spec;
  const names = [auth?.secretRef.name, input?.secretRef?.name, ...clustersOf(primary).map(({ name }) => `${name}-api-key`)];
  return [...new Set(names.filter((name) => name !== undefined))].map((name) => ({
    namespace: primary.metadata.namespace ?? 'default',
    name,
  }));
}

/**
 * The reconciler of MarieJob, over the gateways of MarieClusters. One per process: it remembers what it has not yet sent. `image`: of this
 * program, which submitting Jobs run.
 */
export function marieJobReconciler(
  gateway: MarieGateway,
  image: string = programImage('latest'),
): KindReconciler<MarieJobSpec, MarieJobStatus, MarieJobObserved> {
  const fresh = freshAttempts();
  return {
    kind,
    children: [{ type: marieCluster }, { type: JOB }, { type: CONFIG_MAP, kept: true }],
    wakes: [
      { type: marieCluster, references: clustersOf },
      { type: SECRET, references: secretsOf },
      {
        type: CONFIG_MAP,
        references: ({ metadata, spec }) => {
          const name = spec.input?.configMapRef?.name;
          return name === undefined ? [] : [{ namespace: metadata.namespace ?? 'default', name }];
        },
      },
    ],
    rights: [
      { group: '', resources: ['secrets', 'configmaps'], verbs: ['get', 'list', 'watch'] },
      { group: 'marie.ai', resources: ['marieclusters'], verbs: ['get', 'list', 'watch'] },
      // Its finalizer, and itself once its time is over.
      { group: 'marie.ai', resources: ['mariejobs'], verbs: ['patch', 'delete'] },
      // Asked for where owner references that hold back a deletion are guarded (OpenShift does).
      { group: 'marie.ai', resources: ['mariejobs/finalizers'], verbs: ['update'] },
    ],
    effects: jobEffects(gateway, fresh),
    observe: async (primary, world) => ({ ...(await observeJob(gateway, fresh, primary, world)), image }),
    plan: planJob,
    planInvalid: planInvalidJob,
  };
}
