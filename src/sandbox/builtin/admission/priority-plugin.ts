import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../../objects/admission.ts';
import { put } from '../values/change.ts';
import { numberIn, specOf, textIn } from '../../values/read-values.ts';
import { creates, refusal, type LooseDraft, type PluginParts } from './plugin-parts.ts';

const CLASSES = 'priorityclasses.scheduling.k8s.io';

/** The class that pods without one have: the one marked so with the smallest value. */
function defaultClass(classes: readonly KubeObject[]): KubeObject | undefined {
  const marked = classes.filter((one) => one['globalDefault'] === true);
  return marked.toSorted((left, right) => numberIn(left['value']) - numberIn(right['value']))[0];
}

/** The number behind the name of a pod's priority class. */
export function priorityPlugin({ storage }: Pick<PluginParts, 'storage'>): AdmissionPlugin {
  const classOf = (request: AdmissionRequest, name: string): KubeObject | undefined => {
    if (name === '') return defaultClass(storage.list(CLASSES));
    const found = storage.get(CLASSES, { name });
    if (found === undefined) throw refusal(request, `no PriorityClass with name ${name} was found`);
    return found;
  };
  return {
    name: 'Priority',
    mutate: (request) => {
      if (!creates(request, 'pods')) return request.object;
      let spec = specOf(request.object);
      const chosen = classOf(request, textIn(spec['priorityClassName']));
      const priority = numberIn(chosen?.['value']);
      const policy = textIn(chosen?.['preemptionPolicy']) || 'PreemptLowerPriority';
      const given = spec['priority'];
      if (typeof given === 'number' && given !== priority) {
        const why = `the integer value of priority (${String(given)}) must not be provided in pod spec; priority admission controller computed ${String(priority)} from the given PriorityClass name`;
        throw refusal(request, why);
      }
      const givenPolicy = textIn(spec['preemptionPolicy']);
      if (givenPolicy !== '' && givenPolicy !== policy) {
        const why = `the string value of PreemptionPolicy (${givenPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`;
        throw refusal(request, why);
      }
      if (chosen !== undefined) spec = put(spec, 'priorityClassName', chosen.metadata.name);
      spec = put(put(spec, 'priority', priority), 'preemptionPolicy', policy);
      return put(request.object as LooseDraft, 'spec', spec);
    },
    validate: (request) => {
      const { operation, resource, object, name } = request;
      if (operation === 'DELETE' || resource.plural !== 'priorityclasses' || object['globalDefault'] !== true) return;
      const other = storage.list(CLASSES).find((one) => one['globalDefault'] === true && one.metadata.name !== name);
      if (other === undefined) return;
      throw refusal(request, `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`);
    },
  };
}
