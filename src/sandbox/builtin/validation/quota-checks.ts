import type { JsonObject } from '../../../kernel/json.ts';
import { compareQuantities } from '../../../kernel/quantity.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { labelsIn, listIn, objectIn, textIn, textsIn } from '../../values/read-values.ts';
import { invalidField, type Errors } from './field-errors.ts';
import { forbiddenValue, requiredValue } from '../../failures/field-complaints.ts';
import { checkResourceAmount, checkResourceName } from './resource-checks.ts';

const IN_QUOTAS = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.storage',
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
  'services.nodeports',
  'services.loadbalancers',
]);
const SCOPES = new Set([
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'PriorityClass',
  'CrossNamespacePodAffinity',
  'VolumeAttributesClass',
]);

/** What is wrong with a ResourceQuota's spec. */
export function checkQuota(spec: JsonObject): readonly FieldError[] {
  const errors: Errors = Object.entries(labelsIn(spec['hard'])).flatMap(([name, value]) => {
    const at = `spec.hard[${name}]`;
    const unfit = (one: string): string | undefined => (IN_QUOTAS.has(one) ? undefined : 'must be a standard resource for quota');
    return [...checkResourceName(name, at, unfit), ...checkResourceAmount(name, value, at)];
  });
  const scopes = textsIn(spec['scopes']);
  for (const scope of scopes) if (!SCOPES.has(scope)) errors.push(invalidField('spec.scopes', scopes, 'unsupported scope'));
  return errors;
}

type Amounts = Readonly<Record<string, string>>;

/** The bounds that must not cross, in the order in which they are compared. */
interface Limits {
  readonly min: Amounts;
  readonly max: Amounts;
  readonly defaultRequest: Amounts;
  readonly default: Amounts;
}

function above(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && right !== undefined && (compareQuantities(left, right) ?? 0) > 0;
}

/** Which value is quoted is the server's own choice, mistakes included. */
function checkBounds(limits: Limits, resource: string, at: string): readonly FieldError[] {
  const { min, max, defaultRequest, default: fallback } = limits;
  const [low, high, request, usual] = [min[resource], max[resource], defaultRequest[resource], fallback[resource]];
  const say = (field: string, value: unknown, why: string): FieldError => invalidField(`${at}.${field}[${resource}]`, value, why);
  const text = (value: unknown): string => String(value);
  const errors: Errors = [];
  if (above(low, high)) errors.push(say('min', low, `min value ${text(low)} is greater than max value ${text(high)}`));
  if (above(low, request))
    errors.push(say('defaultRequest', request, `min value ${text(low)} is greater than default request value ${text(request)}`));
  if (above(request, high))
    errors.push(say('defaultRequest', request, `default request value ${text(request)} is greater than max value ${text(high)}`));
  if (above(request, usual))
    errors.push(
      say('defaultRequest', request, `default request value ${text(request)} is greater than default limit value ${text(usual)}`),
    );
  if (above(low, usual)) errors.push(say('default', low, `min value ${text(low)} is greater than default value ${text(usual)}`));
  if (above(usual, high)) errors.push(say('default', high, `default value ${text(usual)} is greater than max value ${text(high)}`));
  return errors;
}

function checkItem(item: JsonObject, at: string): readonly FieldError[] {
  const type = textIn(item['type']);
  const errors: Errors = [];
  if (type === 'Pod') {
    for (const field of ['default', 'defaultRequest']) {
      if (Object.keys(objectIn(item[field])).length > 0)
        errors.push(forbiddenValue(`${at}.${field}`, "may not be specified when `type` is 'Pod'"));
    }
  }
  const limits: Limits = {
    min: labelsIn(item['min']),
    max: labelsIn(item['max']),
    defaultRequest: type === 'Pod' ? {} : labelsIn(item['defaultRequest']),
    default: type === 'Pod' ? {} : labelsIn(item['default']),
  };
  if (type === 'PersistentVolumeClaim' && limits.min['storage'] === undefined && limits.max['storage'] === undefined) {
    errors.push(requiredValue(`${at}.limits`, 'either minimum or maximum storage value is required, but neither was provided'));
  }
  const names = new Set(Object.values(limits).flatMap((amounts: Amounts) => Object.keys(amounts)));
  for (const name of [...names].toSorted()) errors.push(...checkBounds(limits, name, at));
  return errors;
}

/** What is wrong with a LimitRange's spec. */
export function checkLimitRange(spec: JsonObject): readonly FieldError[] {
  return listIn(spec['limits']).flatMap((item, index) => checkItem(item, `spec.limits[${String(index)}]`));
}
