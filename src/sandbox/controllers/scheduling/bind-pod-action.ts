import { isJsonObject } from '../../../kernel/json.ts';
import { badRequest, conflict, notFound } from '../../failures/common-failures.ts';
import type { ActionHandler } from '../../requests/action-handler.ts';
import type { Hands } from '../framework/hands.ts';
import { bindPod } from './bind-pod.ts';

const POD = { group: '', plural: 'pods', kind: 'Pod' };

/** The action `pods/binding`: for schedulers of somebody's own. */
export function bindPodAction(hands: Hands): ActionHandler {
  return (key, body, { dryRun }) => {
    const target = isJsonObject(body) && isJsonObject(body['target']) ? body['target'] : {};
    const node = target['name'];
    if (typeof node !== 'string' || node === '') throw badRequest('Binding needs target.name');
    const pod = hands.read('pods', key.namespace, key.name);
    if (pod === undefined) throw notFound(POD, key.name);
    const { nodeName } = pod.spec;
    if (nodeName !== undefined)
      throw conflict({ ...POD, plural: 'pods/binding' }, key.name, `pod ${key.name} is already assigned to node "${nodeName}"`);
    if (dryRun !== true) bindPod(hands.storage, pod, node, hands.clock.now());
    return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
  };
}
