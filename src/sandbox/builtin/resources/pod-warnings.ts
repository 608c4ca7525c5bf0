import type { JsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { parseQuantity } from '../../../kernel/quantity.ts';
import type { Draft } from '../../resources/resource-strategy.ts';
import { hiddenVariables } from '../validation/env-checks.ts';
import { labelsIn, listIn, objectIn, specOf, textIn } from '../../values/read-values.ts';

const NEGATIVE = 'must be >= 0; negative values are invalid and will be treated as 1';
const NANO = 1_000_000_000n;

function fractions(resources: unknown, at: string): readonly string[] {
  return ['limits', 'requests'].flatMap((list) =>
    ['memory', 'ephemeral-storage'].flatMap((name) => {
      const value = labelsIn(objectIn(resources)[list])[name];
      if (value === undefined || (parseQuantity(value) ?? 0n) % NANO === 0n) return [];
      return [`${at}.resources.${list}[${name}]: fractional byte value "${value}" is invalid, must be an integer`];
    }),
  );
}

function containerWarnings(container: JsonObject, at: string): readonly string[] {
  return [
    ...fractions(container['resources'], at),
    ...hiddenVariables(container['env']).map(
      ([index, name]) => `${at}.env[${String(index)}]: hides previous definition of "${name}", which may be dropped when using apply`,
    ),
  ];
}

/** What the server advises against in the spec of a pod, alone or in a template. */
export function podSpecWarnings(spec: JsonObject, at: string): readonly string[] {
  const containers = ['initContainers', 'containers'].flatMap((list) =>
    listIn(spec[list]).flatMap((container, index) => containerWarnings(container, `${at}.${list}[${String(index)}]`)),
  );
  const secrets = listIn(spec['imagePullSecrets']).flatMap(({ name }, index) =>
    textIn(name) === '' ? [`${at}.imagePullSecrets[${String(index)}].name: invalid empty name ""`] : [],
  );
  const grace = spec['terminationGracePeriodSeconds'];
  const short = typeof grace === 'number' && grace < 0 ? [`${at}.terminationGracePeriodSeconds: ${NEGATIVE}`] : [];
  return [...secrets, ...containers, ...short];
}

/** Warnings about a pod; updates that leave its spec alone get none. */
export function podWarnings(pod: Draft, previous: KubeObject | undefined): readonly string[] {
  return previous === undefined ? podSpecWarnings(specOf(pod), 'spec') : [];
}

/** Warnings about an object with a template of pods, where the template is new. */
export function templateWarnings(object: Draft, previous: KubeObject | undefined): readonly string[] {
  const template = specOf(object)['template'];
  if (previous !== undefined && specOf(previous)['template'] === template) return [];
  return podSpecWarnings(objectIn(objectIn(template)['spec']), 'spec.template.spec');
}
