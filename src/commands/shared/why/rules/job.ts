import type { V1Job, V1Pod } from '@kubernetes/client-node';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { partsOf } from '../../describe-object/parts-of.ts';
import { conditionEvidence, conditionWith, fieldEvidence } from '../evidence.ts';
import type { Link } from '../link.ts';
import { objectName, type Related, type RulesOfKind } from '../related.ts';
import { podsOf } from './pods-of.ts';

function explain(object: KubeObject, related: Related): Link | undefined {
  const { spec, status } = partsOf<V1Job>(object);
  if (conditionWith(object, 'Complete', 'True') !== undefined) return undefined;
  const { name, namespace = 'default' } = object.metadata;
  const failed = conditionWith(object, 'Failed', 'True');
  if (failed !== undefined) {
    const pod = related.ownedBy(object, 'Pod').findLast((candidate) => partsOf<V1Pod>(candidate).status?.phase === 'Failed');
    return {
      object: objectName(object),
      state: 'failed',
      reason: failed.reason ?? 'Failed',
      message: failed.message ?? 'the job failed',
      evidence: [conditionEvidence(object, failed)],
      ...(pod === undefined ? {} : { on: objectName(pod) }),
      fix: `kubectl logs job/${name} -n ${namespace} --all-containers`,
    };
  }
  if (spec?.suspend === true) {
    return {
      object: objectName(object),
      state: 'stuck',
      reason: 'Suspended',
      message: 'the job is suspended',
      evidence: [fieldEvidence('spec', object, 'suspend: true')],
      fix: `kubectl patch job ${name} -n ${namespace} --type merge -p '{"spec":{"suspend":false}}'`,
    };
  }
  const done = status?.succeeded ?? 0;
  const wanted = Math.min(spec?.parallelism ?? 1, (spec?.completions ?? 1) - done);
  return podsOf({ object, group: 'batch', plural: 'jobs', wanted, ready: status?.ready ?? 0 }, related);
}

/** A Job: done or running, or why not. */
export const jobRules: RulesOfKind = { kind: 'Job', explain };
