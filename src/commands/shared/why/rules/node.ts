import { conditionEvidence, conditionsOf } from '../evidence.ts';
import { objectName, type RulesOfKind } from '../related.ts';

/** A node: ready, or silent. */
export const nodeRules: RulesOfKind = {
  kind: 'Node',
  explain: (node) => {
    const ready = conditionsOf(node).find(({ type }) => type === 'Ready');
    if (ready === undefined || ready.status === 'True') return undefined;
    return {
      object: objectName(node),
      state: 'stuck',
      reason: ready.reason ?? 'NotReady',
      message: ready.message ?? 'the node is not ready',
      evidence: [conditionEvidence(node, ready)],
      fix: `kubectl describe node ${node.metadata.name}`,
    };
  },
};
