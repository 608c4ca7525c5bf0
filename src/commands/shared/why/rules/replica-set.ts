import type { V1ReplicaSet } from '@kubernetes/client-node';
import { partsOf } from '../../describe-object/parts-of.ts';
import type { RulesOfKind } from '../related.ts';
import { podsOf } from './pods-of.ts';

/** A ReplicaSet: its pods are ready, or which one is not, or who refused them. */
export const replicaSetRules: RulesOfKind = {
  kind: 'ReplicaSet',
  explain: (object, related) => {
    const { spec, status } = partsOf<V1ReplicaSet>(object);
    return podsOf(
      { object, group: 'apps', plural: 'replicasets', wanted: spec?.replicas ?? 1, ready: status?.readyReplicas ?? 0 },
      related,
    );
  },
};
