import type { JsonObject } from '../../../kernel/json.ts';
import { parseQuantity } from '../../../kernel/quantity.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { listIn, numberIn, objectIn, textIn } from '../../values/read-values.ts';
import { checkSupported, invalidField, type Errors } from './field-errors.ts';
import { forbiddenValue, requiredValue } from '../../failures/field-complaints.ts';

const SOURCES: Readonly<Record<string, string>> = {
  ContainerResource: 'containerResource',
  External: 'external',
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
};

function checkTarget(target: JsonObject, at: string): readonly FieldError[] {
  const errors: Errors = [];
  if (textIn(target['type']) === '') errors.push(requiredValue(`${at}.type`, 'must specify a metric target type'));
  else errors.push(...checkSupported(`${at}.type`, target['type'], ['AverageValue', 'Utilization', 'Value']));
  for (const field of ['value', 'averageValue']) {
    const value = target[field];
    if (typeof value === 'string' && (parseQuantity(value) ?? 0n) <= 0n)
      errors.push(invalidField(`${at}.${field}`, value, 'must be positive'));
  }
  const utilization = target['averageUtilization'];
  if (typeof utilization === 'number' && utilization < 1)
    errors.push(invalidField(`${at}.averageUtilization`, utilization, 'must be greater than 0'));
  return errors;
}

function checkResource(source: JsonObject, at: string): readonly FieldError[] {
  const target = objectIn(source['target']);
  const errors: Errors = [];
  if (textIn(source['name']) === '') errors.push(requiredValue(`${at}.name`, 'must specify a resource name'));
  errors.push(...checkTarget(target, `${at}.target`));
  const { averageUtilization, averageValue } = target;
  if (averageUtilization === undefined && averageValue === undefined) {
    errors.push(requiredValue(`${at}.target.averageUtilization`, 'must set either a target raw value or a target utilization'));
  }
  if (averageUtilization !== undefined && averageValue !== undefined) {
    errors.push(forbiddenValue(`${at}.target.averageValue`, 'may not set both a target raw value and a target utilization'));
  }
  return errors;
}

function checkNamed(source: JsonObject, at: string): readonly FieldError[] {
  const errors: Errors = [];
  if (textIn(objectIn(source['metric'])['name']) === '') errors.push(requiredValue(`${at}.metric.name`, 'must specify a metric name'));
  const target = objectIn(source['target']);
  errors.push(...checkTarget(target, `${at}.target`));
  return errors;
}

function checkMetric(metric: JsonObject, at: string): readonly FieldError[] {
  const type = textIn(metric['type']);
  if (type === '') return [requiredValue(`${at}.type`, 'must specify a metric source type')];
  const errors: Errors = [...checkSupported(`${at}.type`, type, Object.keys(SOURCES))];
  const field = SOURCES[type];
  // Told twice: as a type, and as one without a source.
  if (field === undefined) return [...errors, ...errors];
  if (metric[field] === undefined)
    return [...errors, requiredValue(`${at}.${field}`, 'must populate information for the given metric source')];
  const source = objectIn(metric[field]);
  const check = type === 'Resource' || type === 'ContainerResource' ? checkResource : checkNamed;
  return [...errors, ...check(source, `${at}.${field}`)];
}

function checkScaling(rules: JsonObject, at: string): readonly FieldError[] {
  const window = rules['stabilizationWindowSeconds'];
  const errors: Errors = [];
  if (typeof window === 'number' && window < 0)
    errors.push(invalidField(`${at}.stabilizationWindowSeconds`, window, 'must be greater than or equal to zero'));
  if (typeof window === 'number' && window > 3600)
    errors.push(invalidField(`${at}.stabilizationWindowSeconds`, window, 'must be less than or equal to 3600'));
  if (rules['selectPolicy'] !== undefined)
    errors.push(...checkSupported(`${at}.selectPolicy`, rules['selectPolicy'], ['Disabled', 'Max', 'Min']));
  const policies = listIn(rules['policies']);
  if (policies.length === 0) errors.push(requiredValue(`${at}.policies`, 'must specify at least one Policy'));
  policies.forEach((policy, index) => {
    const here = `${at}.policies[${String(index)}]`;
    errors.push(...checkSupported(`${here}.type`, policy['type'], ['Percent', 'Pods']));
    for (const field of ['value', 'periodSeconds']) {
      if (numberIn(policy[field]) <= 0) errors.push(invalidField(`${here}.${field}`, policy[field], 'must be greater than zero'));
    }
    const period = numberIn(policy['periodSeconds']);
    if (period > 1800) errors.push(invalidField(`${here}.periodSeconds`, period, 'must be less than or equal to 1800'));
  });
  return errors;
}

function checkReference(ref: JsonObject, at: string): readonly FieldError[] {
  const errors: Errors = [];
  for (const field of ['kind', 'name']) if (textIn(ref[field]) === '') errors.push(requiredValue(`${at}.${field}`));
  const version = textIn(ref['apiVersion']);
  if (!version.includes('/')) errors.push(invalidField(`${at}.apiVersion`, version, 'apiVersion must specify API group'));
  return errors;
}

/** What is wrong with a HorizontalPodAutoscaler's spec. */
export function checkAutoscaler(spec: JsonObject): readonly FieldError[] {
  const { minReplicas, maxReplicas } = spec;
  const metrics = listIn(spec['metrics']);
  const errors: Errors = [];
  if (numberIn(minReplicas, 1) < 1) errors.push(invalidField('spec.minReplicas', minReplicas, 'must be greater than or equal to 1'));
  if (numberIn(maxReplicas) < 1) errors.push(requiredValue('spec.maxReplicas', 'must be set and greater than 0'));
  if (numberIn(maxReplicas) < numberIn(minReplicas, 1))
    errors.push(invalidField('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'));
  errors.push(...checkReference(objectIn(spec['scaleTargetRef']), 'spec.scaleTargetRef'));
  metrics.forEach((metric, index) => errors.push(...checkMetric(metric, `spec.metrics[${String(index)}]`)));
  if (minReplicas === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External')) {
    errors.push(forbiddenValue('spec.metrics', 'must specify at least one Object or External metric to support scaling to zero replicas'));
  }
  const behavior = objectIn(spec['behavior']);
  for (const way of ['scaleUp', 'scaleDown']) {
    if (behavior[way] !== undefined) errors.push(...checkScaling(objectIn(behavior[way]), `spec.behavior.${way}`));
  }
  return errors;
}
