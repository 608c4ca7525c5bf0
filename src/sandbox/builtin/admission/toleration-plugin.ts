import type { AdmissionPlugin } from '../../objects/admission.ts';
import { put } from '../values/change.ts';
import { listIn, specOf, textIn } from '../../values/read-values.ts';
import { creates, type LooseDraft } from './plugin-parts.ts';

const SECONDS = 300;
const TAINTS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** Pods stay five minutes on a node that is lost, unless they say otherwise. */
export function tolerationPlugin(): AdmissionPlugin {
  return {
    name: 'DefaultTolerationSeconds',
    mutate: (request) => {
      if (!creates(request, 'pods')) return request.object;
      const spec = specOf(request.object);
      const given = listIn(spec['tolerations']);
      const covers = (taint: string): boolean =>
        given.some(({ key, effect }) => (textIn(key) === taint || textIn(key) === '') && (effect === undefined || effect === 'NoExecute'));
      const added = TAINTS.filter((taint) => !covers(taint)).map((key) => ({
        key,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: SECONDS,
      }));
      if (added.length === 0) return request.object;
      return put(request.object as LooseDraft, 'spec', put(spec, 'tolerations', [...given, ...added]));
    },
  };
}
