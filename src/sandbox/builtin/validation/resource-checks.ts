import { compareQuantities, parseQuantity } from '../../../kernel/quantity.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { qualifiedNameProblems } from '../../values/name-rules.ts';
import { labelsIn } from '../../values/read-values.ts';
import { invalidField, invalidFields } from './field-errors.ts';
import { requiredValue } from '../../failures/field-complaints.ts';

const STANDARD = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'persistentvolumeclaims',
  'configmaps',
  'requests.storage',
  'storage',
  'services.nodeports',
  'services.loadbalancers',
]);
const WHOLE_OBJECTS = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);
const IN_CONTAINERS = new Set(['cpu', 'memory', 'ephemeral-storage']);
const NANO = 1_000_000_000n;

/** Whether a resource is one that some device brings (`nvidia.com/gpu`): whole numbers, never more than the limit promised. */
export function isExtended(name: string): boolean {
  return name.includes('/') && !name.split('/')[0]?.endsWith('kubernetes.io');
}

/** What is wrong with the name of a resource. `standard`: whether a name without a domain is known where it stands. */
export function checkResourceName(name: string, at: string, standard: (name: string) => string | undefined): readonly FieldError[] {
  const errors: FieldError[] = [...invalidFields(at, name, qualifiedNameProblems(name))];
  if (errors.length > 0 || name.includes('/') || name.startsWith('hugepages-')) return errors;
  if (!STANDARD.has(name)) errors.push(invalidField(at, name, 'must be a standard resource type or fully qualified'));
  const unfit = standard(name);
  if (unfit !== undefined) errors.push(invalidField(at, name, unfit));
  return errors;
}

/** What is wrong with an amount of a resource. */
export function checkResourceAmount(name: string, value: string, at: string): readonly FieldError[] {
  const amount = parseQuantity(value) ?? 0n;
  if (amount < 0n) return [invalidField(at, value, 'must be greater than or equal to 0')];
  const whole = WHOLE_OBJECTS.has(name) || isExtended(name) || name.startsWith('count/');
  return whole && amount % NANO !== 0n ? [invalidField(at, value, 'must be an integer')] : [];
}

function checkList(list: Readonly<Record<string, string>>, at: string): readonly FieldError[] {
  return Object.entries(list)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([name, value]) => [
      ...checkResourceName(name, `${at}[${name}]`, (one) =>
        IN_CONTAINERS.has(one) ? undefined : 'must be a standard resource for containers',
      ),
      ...checkResourceAmount(name, value, `${at}[${name}]`),
    ]);
}

function checkRequest(name: string, request: string, limit: string | undefined, at: string): readonly FieldError[] {
  if (limit === undefined) {
    if (!isExtended(name)) return [];
    return [requiredValue(`${at}.limits`, 'Limit must be set for non overcommitable resources')];
  }
  const order = compareQuantities(request, limit) ?? 0;
  if (isExtended(name)) {
    return order === 0 ? [] : [invalidField(`${at}.requests`, request, `must be equal to ${name} limit of ${limit}`)];
  }
  return order <= 0 ? [] : [invalidField(`${at}.requests`, request, `must be less than or equal to ${name} limit of ${limit}`)];
}

/** What is wrong with the resources of a container. */
export function checkResources(resources: JsonObject, at: string): readonly FieldError[] {
  const limits = labelsIn(resources['limits']);
  const requests = labelsIn(resources['requests']);
  return [
    ...checkList(limits, `${at}.limits`),
    ...Object.entries(requests).flatMap(([name, value]) => [
      ...checkList({ [name]: value }, `${at}.requests`),
      ...checkRequest(name, value, limits[name], at),
    ]),
  ];
}
