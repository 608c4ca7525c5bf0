import type { JsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { listIn, objectIn, textIn } from '../../values/read-values.ts';
import { checkSupported, invalidField, invalidFields } from './field-errors.ts';
import { requiredValue } from '../../failures/field-complaints.ts';
import { configKeyProblems } from './name-checks.ts';

const SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'];
const FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const RESOURCES = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

function variableNameProblems(name: string): readonly string[] {
  if (/^[ -<>-~]+$/.test(name)) return [];
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

function checkFieldRef(ref: JsonObject, at: string): readonly FieldError[] {
  const path = textIn(ref['fieldPath']);
  if (path === '') return [requiredValue(`${at}.fieldPath`)];
  if (/^metadata\.(?:labels|annotations)\['[^']+'\]$/.test(path)) return [];
  const unknown = `error converting fieldPath: field label not supported: ${path}`;
  return FIELDS.includes(path) ? [] : [invalidField(`${at}.fieldPath`, path, unknown)];
}

function checkKeyRef(ref: JsonObject, at: string): readonly FieldError[] {
  const key = textIn(ref['key']);
  const name = textIn(ref['name']) === '' ? [requiredValue(`${at}.name`)] : [];
  return [
    ...(key === '' ? [] : name),
    ...(key === '' ? [requiredValue(`${at}.key`)] : invalidFields(`${at}.key`, key, configKeyProblems(key))),
  ];
}

function checkResourceRef(ref: JsonObject, at: string): readonly FieldError[] {
  const resource = textIn(ref['resource']);
  if (resource === '') return [requiredValue(`${at}.resource`)];
  return /^(?:limits|requests)\.hugepages-/.test(resource) ? [] : checkSupported(`${at}.resource`, resource, RESOURCES);
}

function checkSource(variable: JsonObject, at: string): readonly FieldError[] {
  if (variable['valueFrom'] === undefined) return [];
  const source = objectIn(variable['valueFrom']);
  const given = SOURCES.filter((name) => source[name] !== undefined);
  const errors = given.flatMap((name) => {
    const ref = objectIn(source[name]);
    if (name === 'fieldRef') return checkFieldRef(ref, `${at}.fieldRef`);
    if (name === 'resourceFieldRef') return checkResourceRef(ref, `${at}.resourceFieldRef`);
    return name === 'fileKeyRef' ? [] : checkKeyRef(ref, `${at}.${name}`);
  });
  if (given.length === 0) {
    errors.push(
      invalidField(at, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'),
    );
  } else if (textIn(variable['value']) !== '') {
    errors.push(invalidField(at, '', 'may not be specified when `value` is not empty'));
  } else if (given.length > 1) {
    errors.push(invalidField(at, '', 'may not have more than one field specified at a time'));
  }
  return errors;
}

/** What is wrong with the environment of a container. */
export function checkEnv(variables: readonly JsonObject[], at: string): readonly FieldError[] {
  return variables.flatMap((variable, index) => {
    const here = `${at}[${String(index)}]`;
    const name = textIn(variable['name']);
    const named = name === '' ? [requiredValue(`${here}.name`)] : invalidFields(`${here}.name`, name, variableNameProblems(name));
    return [...named, ...checkSource(variable, `${here}.valueFrom`)];
  });
}

/** What is wrong with what a container takes over from ConfigMaps and Secrets. */
export function checkEnvFrom(sources: readonly JsonObject[], at: string): readonly FieldError[] {
  return sources.flatMap((source, index) => {
    const here = `${at}[${String(index)}]`;
    const prefix = textIn(source['prefix']);
    const errors: FieldError[] = prefix === '' ? [] : [...invalidFields(`${here}.prefix`, prefix, variableNameProblems(prefix))];
    const given = ['configMapRef', 'secretRef'].filter((name) => source[name] !== undefined);
    for (const name of given) if (textIn(objectIn(source[name])['name']) === '') errors.push(requiredValue(`${here}.${name}.name`));
    if (given.length === 0) errors.push(invalidField(at, '', 'must specify one of: `configMapRef` or `secretRef`'));
    if (given.length > 1) errors.push(invalidField(at, '', 'may not have more than one field specified at a time'));
    return errors;
  });
}

/** Which variables hide earlier ones: `[index, name]`. */
export function hiddenVariables(variables: unknown): readonly (readonly [number, string])[] {
  const seen = new Set<string>();
  return listIn(variables).flatMap((variable, index) => {
    const name = textIn(variable['name']);
    const hides = seen.has(name);
    seen.add(name);
    return hides ? [[index, name] as const] : [];
  });
}
