import type { V1StatefulSet } from '@kubernetes/client-node';
import { partsOf } from '../../describe-object/parts-of.ts';
import type { RulesOfKind } from '../related.ts';
import { podsOf } from './pods-of.ts';

/** A StatefulSet: its pods are ready, or which one is not, or who refused them. */
export const statefulSetRules: RulesOfKind = {
  kind: 'StatefulSet',
  explain: (object, related) => {
    const { spec, status } = partsOf<V1StatefulSet>(object);
    return podsOf(
      { object, group: 'apps', plural: 'statefulsets', wanted: spec?.replicas ?? 1, ready: status?.readyReplicas ?? 0 },
      related,
    );
  },
};
