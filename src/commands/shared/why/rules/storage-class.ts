import type { KubeObject } from '../../../../kernel/kube-object.ts';
import type { RulesOfKind } from '../related.ts';

const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class';

/** The class that claims without one get. */
export function defaultClass(classes: readonly KubeObject[]): KubeObject | undefined {
  return classes.find(({ metadata }) => metadata.annotations?.[IS_DEFAULT] === 'true');
}

/** A StorageClass: it is there or not. What mends it is up to the claim that asks for it. */
export const storageClassRules: RulesOfKind = {
  kind: 'StorageClass',
  absent: (name, related) => {
    const there = related.all('StorageClass')?.map(({ metadata }) => metadata.name);
    const others = there === undefined ? '' : `; there ${there.length === 0 ? 'are none' : `is ${there.join(', ')}`}`;
    return {
      object: name,
      state: 'stuck',
      reason: 'NotFound',
      message: `the storage class ${name.name} does not exist${others}`,
      evidence: [{ is: 'absence', object: name, text: 'the API server does not have it' }],
    };
  },
};
