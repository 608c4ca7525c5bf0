import { nameText } from '../link.ts';
import type { RulesOfKind } from '../related.ts';

/** A ConfigMap: it has no state of its own, it is there or not. */
export const configMapRules: RulesOfKind = {
  kind: 'ConfigMap',
  absent: (name) => ({
    object: name,
    state: 'stuck',
    reason: 'NotFound',
    message: `${nameText(name)} does not exist`,
    evidence: [{ is: 'absence', object: name, text: 'the API server does not have it' }],
    fix: `kubectl create configmap ${name.name} -n ${name.namespace ?? 'default'} --from-literal=KEY=VALUE`,
  }),
};
