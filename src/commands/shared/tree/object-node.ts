import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { childState } from '../describe-object/child-state.ts';
import { statusItem } from '../status-report.ts';
import { objectHealth } from './object-health.ts';
import type { NodeCondition, TreeNode } from './tree-node.ts';

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function conditionsOf(object: KubeObject): readonly NodeCondition[] {
  const status = isJsonObject(object['status']) ? object['status'] : {};
  const listed: readonly unknown[] = Array.isArray(status['conditions']) ? status['conditions'] : [];
  return listed.filter(isJsonObject).map((condition): NodeCondition => {
    const [reason, message, lastTransitionTime] = [condition['reason'], condition['message'], condition['lastTransitionTime']].map(text);
    return {
      type: text(condition['type']) ?? '',
      status: text(condition['status']) ?? '',
      ...(reason !== undefined && { reason }),
      ...(message !== undefined && { message }),
      ...(lastTransitionTime !== undefined && { lastTransitionTime }),
    };
  });
}

/** Words for an object whose status says nothing that its kind is known for. */
function stateOf(object: KubeObject): string {
  const state = childState(object);
  return state === '' && objectHealth(object) !== 'none' ? statusItem(object).health : state;
}

/** A live object as a node without what is below it. `place`: how it is bound to the node above. */
export function objectNode(object: KubeObject, place: Pick<TreeNode, 'relation' | 'ownership' | 'field'>): TreeNode {
  const { apiVersion, kind, metadata } = object;
  return {
    apiVersion,
    kind,
    ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
    name: metadata.name,
    uid: metadata.uid,
    ...place,
    presence: 'present',
    health: objectHealth(object),
    state: stateOf(object),
    conditions: conditionsOf(object),
    created: metadata.creationTimestamp,
    children: [],
  };
}
